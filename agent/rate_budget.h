#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

#include "agent/clock.h"
#include "agent/rate_book.h"

namespace segaudit::agent {

// A RateBook that all workers of a workspace share, and wait for. Any thread.
class RateBudget {
 public:
  RateBudget(Clock& clock, double share, const EndpointLimits& published = {}, double urgent_per_minute = 3);

  // How long until a request could go; zero: now.
  std::chrono::milliseconds wait(std::string_view endpoint, Lane lane);

  // Takes a point, waiting for the next window when ours are used up. False when a stop was requested meanwhile. After
  // each point taken, one of the two below says what came of it.
  bool wait_for_point(std::string_view endpoint, Lane lane, std::stop_token stop);
  void learn(std::string_view endpoint, const RateAnswer& answer);
  void no_answer();

  std::optional<std::int64_t> remaining() const;
  std::optional<std::int64_t> limit() const;

 private:
  Clock& clock_;
  mutable std::mutex mutex_;
  RateBook book_;
};

}  // namespace segaudit::agent
