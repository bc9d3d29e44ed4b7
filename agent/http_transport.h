#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/answer_reader.h"
#include "agent/base_url.h"
#include "agent/clock.h"
#include "agent/connection_pool.h"
#include "agent/proxy.h"
#include "agent/secret.h"
#include "agent/tls_context.h"
#include "agent/transport.h"

namespace segaudit::agent {

struct HttpOptions {
  std::string base_url;  // "https://api.segmentapis.com"; http only for this machine
  std::string ca_file;   // PEM; empty: the system's authorities
  std::string user_agent = "segaudit";
  std::size_t connections = 8;  // at most so many at a time; further requests wait
  std::chrono::seconds longest_idle{55};
  AnswerLimits limits;
  std::optional<bool> compressed;                   // ask for gzip; not said: yes, except from this machine
  Environment environment = process_environment();  // proxies
};

// Asks over HTTP/1.1, with TLS that is checked, on connections that are kept open. The deadline covers everything from
// the wait for a connection to the last byte of the answer; a stop ends a request at once, wherever it hangs. Redirects
// are answers like any other. A kept connection that the server closed meanwhile costs one silent second try.
//
// Why not Poco's HTTPClientSession: its timeouts count per read, bodies that end early look complete, and a refused
// certificate does not say why. Any thread. The process must ignore SIGPIPE.
class HttpTransport final : public Transport {
 public:
  // token: asked for each request, so that a new token is used from the next request on. Throws std::invalid_argument
  // for a URL, CA file or proxy that cannot be used. `clock` must run at the pace of the world.
  HttpTransport(HttpOptions options, Clock& clock, std::function<Secret()> token);

  // The answer's body and header fields have the token blotted out wherever a server echoed it in an error, whatever
  // its case.
  Response get(const Request& request, std::chrono::steady_clock::time_point deadline, std::stop_token stop) override;

 private:
  std::unique_ptr<Connection> connect(SocketWait& wait) const;
  void open_tunnel(Connection& connection, SocketWait& wait) const;
  std::string head_of(const Request& request, const Secret& token) const;

  const HttpOptions options_;
  const BaseUrl url_;
  const bool compressed_;
  const std::optional<TlsContext> tls_;
  const std::optional<Proxy> proxy_;
  Clock& clock_;
  const std::function<Secret()> token_;
  ConnectionPool pool_;
};

}  // namespace segaudit::agent
