#include "agent/service_notifier.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "agent/printable.h"

namespace segaudit::agent {
namespace {

std::optional<std::uint64_t> number_in_environment(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = text + std::strlen(text);
  const auto [rest, error] = std::from_chars(text, end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

// A line break would begin a field of its own.
std::string status_line(std::string_view text) { return "STATUS=" + printable(text, 1024); }

}  // namespace

ServiceNotifier::ServiceNotifier(std::string address) : address_(std::move(address)) {
  if (!address_.empty()) socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

ServiceNotifier::~ServiceNotifier() {
  if (socket_ >= 0) ::close(socket_);
}

bool ServiceNotifier::ready(std::string_view status) { return send("READY=1\n" + status_line(status)); }

bool ServiceNotifier::status(std::string_view text) { return send(status_line(text)); }

bool ServiceNotifier::reloading(std::chrono::steady_clock::time_point now) {
  const auto since_boot = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  return send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot.count()));
}

bool ServiceNotifier::alive() { return send("WATCHDOG=1"); }

bool ServiceNotifier::stopping(std::string_view status) { return send("STOPPING=1\n" + status_line(status)); }

bool ServiceNotifier::send(const std::string& message) {
  sockaddr_un receiver{};
  if (socket_ < 0 || address_.size() >= sizeof(receiver.sun_path)) return false;
  receiver.sun_family = AF_UNIX;
  std::memcpy(receiver.sun_path, address_.data(), address_.size());
  if (address_.front() == '@') receiver.sun_path[0] = '\0';
  const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + address_.size());
  const ssize_t sent = ::sendto(socket_, message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                                reinterpret_cast<const sockaddr*>(&receiver), length);
  return sent == ssize_t(message.size());
}

std::string notify_address() {
  const char* const address = std::getenv("NOTIFY_SOCKET");
  return address == nullptr ? "" : address;
}

std::optional<std::chrono::microseconds> watchdog_interval() {
  const auto interval = number_in_environment("WATCHDOG_USEC");
  if (!interval || *interval == 0) return std::nullopt;
  const auto process = number_in_environment("WATCHDOG_PID");
  if (std::getenv("WATCHDOG_PID") != nullptr && process != std::uint64_t(::getpid())) return std::nullopt;
  return std::chrono::microseconds(*interval);
}

}  // namespace segaudit::agent
