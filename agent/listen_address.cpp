#include "agent/listen_address.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace segaudit::agent {
namespace {

bool is_address(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return ::inet_pton(family, text.c_str(), ignored.data()) == 1;
}

std::optional<std::string> parse_host(const std::string& text) {
  if (text.empty() || is_address(AF_INET, text)) return text;
  if (text == "localhost") return "127.0.0.1";
  if (text.front() != '[' || text.back() != ']') return std::nullopt;
  const std::string inner = text.substr(1, text.size() - 2);
  if (!is_address(AF_INET6, inner)) return std::nullopt;
  return inner;
}

}  // namespace

std::string to_string(const ListenAddress& address) {
  const bool brackets = address.host.find(':') != std::string::npos;
  return (brackets ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::optional<ListenAddress> parse_listen_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto host = parse_host(text.substr(0, colon));
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (!host || error != std::errc() || rest != end) return std::nullopt;
  return ListenAddress{*host, port};
}

}  // namespace segaudit::agent
