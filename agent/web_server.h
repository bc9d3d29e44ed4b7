#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "agent/listen_address.h"
#include "agent/publication.h"

namespace segaudit::agent {

// The port cannot be opened. what() names the address and the remedy.
class WebServerError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct WebServerOptions {
  ListenAddress listen;
  std::chrono::milliseconds silence{5'000};      // between two bytes of a request
  std::chrono::milliseconds connection{20'000};  // of a connection as a whole
  int threads = 32;                              // connections answered at the same time; others wait, then are refused
};

// Serves the publication in force on /metrics, /-/healthy, /-/ready, /api/v1/violations, /api/v1/status and /. Renders
// nothing, so no answer waits for a poll. GET and HEAD only; one request per connection.
class WebServer {
 public:
  // Listens when it returns; throws WebServerError. `live_metrics` is asked at each scrape, by several threads; it and
  // the publisher outlive the server.
  WebServer(const WebServerOptions& options, const Publisher& publisher, std::function<std::string()> live_metrics);
  // Cuts connections and returns at once.
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segaudit::agent
