#pragma once

#include <chrono>
#include <stop_token>

#include "storage/time.h"

namespace segaudit::agent {

// Where time comes from. The only place in the program that asks the machine for the time or lets a thread wait;
// everything else takes times as values. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  // Wall-clock time, UTC. May jump.
  virtual storage::Time now() const = 0;

  // For deadlines and durations: never goes back.
  virtual std::chrono::steady_clock::time_point ticks() const = 0;

  // Returns early, with false, when a stop is requested.
  virtual bool sleep_for(std::chrono::milliseconds duration, std::stop_token stop) = 0;
};

class SystemClock final : public Clock {
 public:
  storage::Time now() const override;
  std::chrono::steady_clock::time_point ticks() const override;
  bool sleep_for(std::chrono::milliseconds duration, std::stop_token stop) override;
};

}  // namespace segaudit::agent
