#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "agent/clock.h"
#include "agent/rate_limit.h"

namespace segaudit::agent {

// The points that all requests of one token share. Knows nothing at first and learns from the answers; a part of every
// window is left to the token's other users. Some endpoints have limits of their own, and an answer does not say which
// limit it means: so each endpoint is held to what its own answers said. Any thread.
class RateBudget {
 public:
  // share: the part of the limit that we may use, above 0 and up to 1.
  RateBudget(Clock& clock, double share);

  // Takes a point, waiting for the next window when ours are used up. False when a stop was requested meanwhile.
  bool wait_for_point(std::string_view endpoint, std::stop_token stop);

  // endpoint: the path's template. After a 429 nobody gets a point before the time that the answer named.
  void learn(std::string_view endpoint, const RateAnswer& answer);

  // Points left by the API's own count, ours and others', as the last answer said. Nothing until an answer told.
  std::optional<std::int64_t> remaining() const;

 private:
  using Ticks = std::chrono::steady_clock::time_point;

  struct Window {
    std::int64_t remaining = 0;
    std::int64_t limit = 0;
    Ticks ends{};
  };

  // How long to wait before asking again; zero: the point is taken.
  std::chrono::milliseconds take_point(std::string_view endpoint, Ticks now);
  std::int64_t reserve(const Window& window) const;

  Clock& clock_;
  const double share_;
  mutable std::mutex mutex_;
  std::map<std::string, Window, std::less<>> windows_;
  std::optional<std::int64_t> remaining_;
  Ticks paused_until_{};
};

}  // namespace segaudit::agent
