#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent/secret.h"

namespace segaudit::agent {

// A value of the environment; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

Environment process_environment();

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  Secret credentials;  // "user:password"; empty: none
};

// The proxy that requests by https to this host go through: HTTPS_PROXY or https_proxy, unless NO_PROXY or no_proxy
// names the host, a domain above it, or "*". Plain http stays on this machine and goes through none. Throws
// std::invalid_argument, without the proxy's credentials, for a proxy that cannot be used.
std::optional<Proxy> proxy_for(const std::string& host, std::uint16_t port, const Environment& environment);

}  // namespace segaudit::agent
