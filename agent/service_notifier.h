#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::agent {

// Tells the service manager how the agent is, by systemd's notification protocol. Without an address every call does
// nothing, as outside of a service. Notifications are never waited for; one that the manager cannot take is lost. Any
// thread.
class ServiceNotifier {
 public:
  // address: of a datagram socket; a path, or "@name" in the abstract namespace; empty: nobody listens.
  explicit ServiceNotifier(std::string address);
  ~ServiceNotifier();
  ServiceNotifier(const ServiceNotifier&) = delete;
  ServiceNotifier& operator=(const ServiceNotifier&) = delete;

  // True when the notification was handed over.
  bool ready(std::string_view status);  // at the start, and after a reload
  bool status(std::string_view text);   // one line for people; what is not printable is escaped
  bool reloading(std::chrono::steady_clock::time_point now);
  bool alive();  // more often than the watchdog's interval
  bool stopping(std::string_view status);

 private:
  bool send(const std::string& message);

  const std::string address_;
  int socket_ = -1;
};

// $NOTIFY_SOCKET; empty when there is none.
std::string notify_address();

// How soon the manager takes the agent for dead without a sign of life ($WATCHDOG_USEC, when $WATCHDOG_PID is this
// process or absent). Send alive() at half of it. Nothing: no watchdog.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace segaudit::agent
