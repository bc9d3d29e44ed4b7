#include "agent/socket_wait.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "agent/transport.h"

namespace segaudit::agent {
namespace {

// poll() counts in milliseconds; rounding up keeps it from spinning through the last one.
int poll_timeout(std::chrono::steady_clock::duration left) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 60'000));
}

}  // namespace

SocketWait::SocketWait(Clock& clock, Ticks deadline, std::stop_token stop)
    : clock_(clock), deadline_(deadline), stop_(std::move(stop)) {
  if (!stop_.stop_possible()) return;
  stop_event_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stop_event_ < 0) throw TransportError(Failure::unreachable, "no file descriptor is left for a request");
  on_stop_.emplace(stop_, [event = stop_event_] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event, &one, sizeof one);
  });
}

SocketWait::~SocketWait() {
  on_stop_.reset();  // waits for a callback that is running: the descriptor must outlive it
  if (stop_event_ >= 0) ::close(stop_event_);
}

void SocketWait::until_ready(int socket, short events) { until_ready(socket, events, deadline_); }

bool SocketWait::until_ready(int socket, short events, Ticks give_up) {
  while (true) {
    check();
    const Ticks now = clock_.ticks();
    if (now >= give_up) return false;
    std::array<pollfd, 2> waiting = {pollfd{socket, events, 0}, pollfd{stop_event_, POLLIN, 0}};
    const int ready = ::poll(waiting.data(), waiting.size(), poll_timeout(std::min(give_up, deadline_) - now));
    if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    if (ready > 0 && waiting[0].revents != 0) return true;
  }
}

void SocketWait::check() const {
  if (stop_.stop_requested() || clock_.ticks() >= deadline_) fail();
}

void SocketWait::fail() const {
  if (stop_.stop_requested()) throw TransportError(Failure::stopped, "stopped while " + doing_);
  throw TransportError(Failure::timeout, "timed out while " + doing_);
}

}  // namespace segaudit::agent
