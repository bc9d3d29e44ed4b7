#pragma once

#include <chrono>
#include <optional>

#include "agent/rate_limit.h"
#include "agent/transport.h"

namespace segaudit::agent {

struct RetryPolicy {
  int attempts = 5;                              // the first one included
  std::chrono::milliseconds first_backoff{500};  // doubles with every attempt
  std::chrono::milliseconds longest_backoff{30'000};
  std::chrono::milliseconds rate_wait{60'000};  // after a 429 that does not say how long
};

// What an answer's status means for the request; nothing for 200.
std::optional<Failure> failure_of(int status);

// How long to wait before the next attempt; nothing: do not try again. `attempt` is the number of the one that just
// failed, from 1; `random` lies in [0, 1) and spreads the clients that failed together. Pure.
std::optional<std::chrono::milliseconds> wait_before_retry(const RetryPolicy& policy, int attempt, Failure failure,
                                                           const RateAnswer& answer, double random);

}  // namespace segaudit::agent
