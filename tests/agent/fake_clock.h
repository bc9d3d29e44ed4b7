#pragma once

#include <chrono>
#include <mutex>
#include <stop_token>
#include <vector>

#include "agent/clock.h"

namespace segaudit::agent {

// A clock that moves only when it is told to, or when somebody sleeps: sleeping takes no time at all. Remembers the
// sleeps. Any thread.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(storage::Time start = std::chrono::sys_days{std::chrono::January / 1 / 2026}) : now_(start) {}

  storage::Time now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  std::chrono::steady_clock::time_point ticks() const override {
    const std::lock_guard lock(mutex_);
    return ticks_;
  }

  bool sleep_for(std::chrono::milliseconds duration, std::stop_token stop) override {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return false;
    sleeps_.push_back(duration);
    move(duration);
    return true;
  }

  void advance(std::chrono::milliseconds duration) {
    const std::lock_guard lock(mutex_);
    move(duration);
  }

  // The wall clock jumps; ticks do not.
  void set_now(storage::Time now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }

  std::vector<std::chrono::milliseconds> sleeps() const {
    const std::lock_guard lock(mutex_);
    return sleeps_;
  }

 private:
  void move(std::chrono::milliseconds duration) {
    now_ += duration;
    ticks_ += duration;
  }

  mutable std::mutex mutex_;
  storage::Time now_;
  std::chrono::steady_clock::time_point ticks_{std::chrono::hours(1)};
  std::vector<std::chrono::milliseconds> sleeps_;
};

}  // namespace segaudit::agent
