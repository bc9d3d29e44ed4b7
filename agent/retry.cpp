#include "agent/retry.h"

#include <algorithm>
#include <cstdint>

namespace segaudit::agent {
namespace {

using std::chrono::milliseconds;

milliseconds backoff(const RetryPolicy& policy, int attempt) {
  const std::int64_t doubled = policy.first_backoff.count() << std::min(attempt - 1, 20);
  return std::min(milliseconds(doubled), policy.longest_backoff);
}

milliseconds part_of(milliseconds whole, double part) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * part));
}

}  // namespace

std::optional<Failure> failure_of(int status) {
  switch (status) {
    case 200:
      return std::nullopt;
    case 401:
    case 403:
      return Failure::not_permitted;
    case 404:
    case 410:
      return Failure::not_found;
    case 429:
      return Failure::rate_limited;
    default:
      break;
  }
  if (status >= 500) return Failure::unreachable;
  if (status >= 300) return Failure::refused;
  return Failure::malformed;
}

std::optional<milliseconds> wait_before_retry(const RetryPolicy& policy, int attempt, Failure failure,
                                              const RateAnswer& answer, double random) {
  if (attempt >= policy.attempts) return std::nullopt;
  const milliseconds pause = backoff(policy, attempt);
  switch (failure) {
    // The named time is the earliest one that makes sense; chance only adds to it.
    case Failure::rate_limited:
      return answer.retry_after.value_or(policy.rate_wait) + part_of(pause, random);
    case Failure::unreachable:
    case Failure::timeout:
      return answer.retry_after.value_or(pause / 2) + part_of(pause / 2, random);
    default:
      return std::nullopt;
  }
}

}  // namespace segaudit::agent
