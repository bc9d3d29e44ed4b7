#include "agent/connection_deadlines.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace segaudit::agent {
namespace {

// Wakes whoever reads or writes there; the descriptors themselves stay open.
void cut(ConnectionDeadlines::Connection& connection) {
  ::shutdown(connection.descriptor, SHUT_RDWR);
  connection.cut = true;
}

}  // namespace

ConnectionDeadlines::ConnectionDeadlines(std::chrono::milliseconds longest)
    : longest_(longest), thread_([this](std::stop_token stop) { cut_late_ones(stop); }) {}

ConnectionDeadlines::Position ConnectionDeadlines::watch(int descriptor) {
  const std::lock_guard lock(mutex_);
  const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  connections_.push_back({own, std::chrono::steady_clock::now() + longest_, false});
  if (cuts_all_) cut(connections_.back());
  changed_.notify_all();
  return std::prev(connections_.end());
}

void ConnectionDeadlines::finish(Position position) {
  const std::lock_guard lock(mutex_);
  if (position->descriptor >= 0) ::close(position->descriptor);
  connections_.erase(position);
}

void ConnectionDeadlines::cut_all() {
  const std::lock_guard lock(mutex_);
  cuts_all_ = true;
  std::ranges::for_each(connections_, cut);
}

void ConnectionDeadlines::cut_late_ones(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto next = std::ranges::find(connections_, false, &Connection::cut);
    if (next == connections_.end()) {
      const auto has_uncut = [this] { return !std::ranges::all_of(connections_, &Connection::cut); };
      changed_.wait(lock, stop, has_uncut);
    } else if (std::chrono::steady_clock::now() >= next->deadline) {
      cut(*next);
    } else {
      const auto deadline = next->deadline;
      changed_.wait_until(lock, stop, deadline, [] { return false; });
    }
  }
}

}  // namespace segaudit::agent
