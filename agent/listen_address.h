#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace segaudit::agent {

// Where the web server listens.
struct ListenAddress {
  std::string host = "127.0.0.1";  // an address of this machine, IPv6 without brackets; empty: all addresses
  std::uint16_t port = 9847;       // 0: a free one
  bool operator==(const ListenAddress&) const = default;
};

std::string to_string(const ListenAddress& address);  // 127.0.0.1:9847, [::1]:9847, :9847

// Reads "ADDRESS:PORT". The address is numeric, "localhost" (taken as 127.0.0.1: no resolver is asked) or empty; IPv6
// addresses stand in brackets. Anything else: nothing.
std::optional<ListenAddress> parse_listen_address(const std::string& text);

}  // namespace segaudit::agent
