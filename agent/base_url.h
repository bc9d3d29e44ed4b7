#pragma once

#include <cstdint>
#include <string>

namespace segaudit::agent {

// Where the API is.
struct BaseUrl {
  bool tls = true;
  std::string host;  // without the brackets of an IPv6 address
  std::uint16_t port = 443;

  // "host:port", an IPv6 address in brackets.
  std::string authority() const;
  // What the Host header says: the port only where it is not the scheme's own.
  std::string host_header() const;
};

// Throws std::invalid_argument, naming the URL (without credentials) and the remedy, for anything but scheme, host and
// port, and for plain http to another machine: the token would travel in clear.
BaseUrl parse_base_url(const std::string& text);

}  // namespace segaudit::agent
