#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/transport.h"
#include "storage/time.h"

namespace segaudit::agent {

// What one answer says about the points that are left. Absent: not said, or said in a way that makes no sense.
struct RateAnswer {
  bool rejected = false;                                 // 429
  std::optional<std::int64_t> remaining;                 // points left in the window
  std::optional<std::int64_t> consumed;                  // points used in the window, this request's included
  std::optional<std::chrono::milliseconds> window_left;  // until there are points again; at most kLongestRateWait
  std::optional<std::chrono::milliseconds> retry_after;  // only after 429 and 503; at most kLongestRateWait

  friend bool operator==(const RateAnswer&, const RateAnswer&) = default;
};

// No answer makes us wait longer: the windows of the API last a minute, more is a broken clock or a bad joke.
inline constexpr std::chrono::minutes kLongestRateWait{5};

// Reads the X-RateLimit headers, and after a 429 or 503 how long to wait: the body's msBeforeNext, else Retry-After,
// else (429 only) what is left of the window. Dates are compared with the answer's own Date header, so that a wrong
// clock on this machine does no harm; `now` stands in only where that header is missing.
RateAnswer read_rate_answer(const Response& response, storage::Time now);

}  // namespace segaudit::agent
