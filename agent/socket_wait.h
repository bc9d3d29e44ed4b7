#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "agent/clock.h"

namespace segaudit::agent {

// How long one request may wait: until its deadline, and not a moment longer than until a stop is requested. Everything
// that can block in a request goes through here. One thread at a time.
class SocketWait {
 public:
  using Ticks = std::chrono::steady_clock::time_point;

  SocketWait(Clock& clock, Ticks deadline, std::stop_token stop);
  ~SocketWait();
  SocketWait(const SocketWait&) = delete;
  SocketWait& operator=(const SocketWait&) = delete;

  // What the request is doing now, for the error's text: "connecting to localhost:443".
  void doing(std::string what) { doing_ = std::move(what); }

  // Returns when the socket can be read (POLLIN) or written (POLLOUT), or has failed. Throws TransportError: timeout
  // after the deadline, stopped after a stop.
  void until_ready(int socket, short events);

  // The same, but gives up with false at `give_up` if that is earlier than the deadline.
  bool until_ready(int socket, short events, Ticks give_up);

  // Throws when the deadline is over or a stop was requested.
  void check() const;

  Ticks deadline() const { return deadline_; }
  Ticks now() const { return clock_.ticks(); }
  const std::stop_token& stop() const { return stop_; }

 private:
  [[noreturn]] void fail() const;

  Clock& clock_;
  const Ticks deadline_;
  const std::stop_token stop_;
  std::string doing_ = "waiting";
  int stop_event_ = -1;  // becomes readable when a stop is requested
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace segaudit::agent
