#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

namespace segaudit::agent {

// Keeps SIGTERM, SIGINT and SIGHUP from acting on their own, in this thread and in those it starts from now on. Call
// before the first thread.
void block_signals();

// Waits for one of them; nothing when none came in time.
std::optional<int> wait_for_signal(std::chrono::milliseconds longest);

// Requests a stop when SIGTERM or SIGINT comes. For commands; the agent waits for signals itself.
class StopOnSignal {
 public:
  StopOnSignal();
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread waiting_;
};

}  // namespace segaudit::agent
