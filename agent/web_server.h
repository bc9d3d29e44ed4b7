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
  std::chrono::milliseconds silence{5'000};      // of a client that should send or take something
  std::chrono::milliseconds connection{20'000};  // of a connection as a whole
  std::size_t connections = 400;                 // at the same time; then the one silent longest makes way
};

// Serves the publication in force (metrics, page, API), which renders nothing, so that no scrape waits for a poll; and
// pages about single resources, read from the database when asked for. GET and HEAD only; one request per connection.
// Neither silent nor slow clients hold up others, see WebLoop.
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
