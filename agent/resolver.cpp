#include "agent/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

#include "agent/transport.h"

namespace segaudit::agent {
namespace {

struct Lookup {
  int error = 0;
  std::vector<Address> addresses;
};

Lookup look_up(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  Lookup result;
  result.error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (result.error != 0) return result;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    Address address;
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.length = entry->ai_addrlen;
    result.addresses.push_back(address);
  }
  ::freeaddrinfo(list);
  return result;
}

// Shared with the thread that asks; whoever lets go of it last, destroys it.
struct Pending {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool done = false;
  Lookup result;
};

Lookup look_up_interruptibly(const std::string& host, std::uint16_t port, SocketWait& wait) {
  const auto pending = std::make_shared<Pending>();
  std::thread([pending, host, port] {
    Lookup result = look_up(host, port, AI_ADDRCONFIG);
    const std::lock_guard lock(pending->mutex);
    pending->result = std::move(result);
    pending->done = true;
    pending->changed.notify_all();
  }).detach();
  std::unique_lock lock(pending->mutex);
  if (!pending->changed.wait_until(lock, wait.stop(), wait.deadline(), [&] { return pending->done; })) wait.check();
  if (!pending->done) throw TransportError(Failure::timeout, "timed out while looking up " + host);
  return std::move(pending->result);
}

}  // namespace

bool Address::is_loopback() const {
  if (family() == AF_INET) {
    const auto* address = reinterpret_cast<const sockaddr_in*>(&storage);
    return (ntohl(address->sin_addr.s_addr) >> 24) == 127;
  }
  const auto* address = reinterpret_cast<const sockaddr_in6*>(&storage);
  return family() == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&address->sin6_addr);
}

std::vector<Address> resolve(const std::string& host, std::uint16_t port, SocketWait& wait) {
  wait.doing("looking up " + host);
  wait.check();
  Lookup result = look_up(host, port, AI_NUMERICHOST);
  if (result.error != 0) result = look_up_interruptibly(host, port, wait);
  if (result.error != 0) {
    throw TransportError(Failure::unreachable, "looking up " + host + ": " + ::gai_strerror(result.error));
  }
  return std::move(result.addresses);
}

bool names_loopback(const std::string& host) {
  if (host == "localhost") return true;
  const Lookup literal = look_up(host, 0, AI_NUMERICHOST);
  return literal.error == 0 && literal.addresses.front().is_loopback();
}

}  // namespace segaudit::agent
