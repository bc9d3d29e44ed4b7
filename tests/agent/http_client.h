#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "agent/http_transport.h"
#include "http_fixture.h"

namespace segaudit::agent {

inline constexpr const char* kToken = "a-token-that-nobody-may-see";
inline constexpr std::chrono::seconds kPatience{10};

inline Environment no_environment() {
  return [](const std::string&) { return std::nullopt; };
}

inline HttpOptions options_for(const std::string& url) {
  HttpOptions options;
  options.base_url = url;
  options.environment = no_environment();
  return options;
}

// A transport to a server, with a real clock: sockets know no other.
struct Client {
  explicit Client(HttpOptions options) : transport(std::move(options), clock, [this] { return Secret(token); }) {}
  explicit Client(const std::string& url) : Client(options_for(url)) {}

  Response get(const Request& request = {"/", {}}, std::chrono::milliseconds patience = kPatience,
               std::stop_token stop = {}) {
    return transport.get(request, clock.ticks() + patience, std::move(stop));
  }

  // The failure and its text, as one string to compare.
  std::string failure(std::chrono::milliseconds patience = kPatience, std::stop_token stop = {}) {
    try {
      return "no failure, status " + std::to_string(get({"/", {}}, patience, std::move(stop)).status);
    } catch (const TransportError& error) {
      return to_string(error.failure()) + ": " + error.what();
    }
  }

  std::string token = kToken;
  SystemClock clock;
  HttpTransport transport;
};

inline std::string local(const HttpFixture& server) { return "127.0.0.1:" + std::to_string(server.port()); }

// A server that answers every request on a connection with the same bytes.
inline HttpFixture::Handler always(std::string answer) {
  return [answer = std::move(answer)](Peer& peer) {
    while (!peer.read_request().empty() && peer.send(answer)) {
    }
  };
}

// A server that answers one request and closes.
inline HttpFixture::Handler once(std::string answer) {
  return [answer = std::move(answer)](Peer& peer) {
    peer.read_request();
    peer.send(answer);
  };
}

}  // namespace segaudit::agent
