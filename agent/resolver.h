#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agent/socket_wait.h"

namespace segaudit::agent {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
  bool is_loopback() const;
};

// The addresses of a host name or a literal address, in the system's order; never empty. The system's resolver cannot
// be interrupted, so it works in a thread of its own, which is left behind when the wait ends first. Throws
// TransportError.
std::vector<Address> resolve(const std::string& host, std::uint16_t port, SocketWait& wait);

// Does the host's name alone say that it is this machine? "localhost", 127.0.0.0/8, ::1.
bool names_loopback(const std::string& host);

}  // namespace segaudit::agent
