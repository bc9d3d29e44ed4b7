#include "agent/rate_budget.h"

namespace segaudit::agent {

using std::chrono::milliseconds;

RateBudget::RateBudget(Clock& clock, double share, const EndpointLimits& published, double urgent_per_minute)
    : clock_(clock), book_(share, published, urgent_per_minute) {}

milliseconds RateBudget::wait(std::string_view endpoint, Lane lane) {
  const std::lock_guard lock(mutex_);
  return book_.wait(endpoint, lane, clock_.ticks());
}

bool RateBudget::wait_for_point(std::string_view endpoint, Lane lane, std::stop_token stop) {
  while (!stop.stop_requested()) {
    milliseconds wait{0};
    {
      const std::lock_guard lock(mutex_);
      const auto now = clock_.ticks();
      wait = book_.wait(endpoint, lane, now);
      if (wait == milliseconds(0)) {
        book_.take(endpoint, lane, now);
        return true;
      }
    }
    if (!clock_.sleep_for(wait, stop)) return false;
  }
  return false;
}

void RateBudget::learn(std::string_view endpoint, const RateAnswer& answer) {
  const std::lock_guard lock(mutex_);
  book_.learn(endpoint, answer, clock_.ticks());
}

void RateBudget::no_answer() {
  const std::lock_guard lock(mutex_);
  book_.no_answer();
}

std::optional<std::int64_t> RateBudget::remaining() const {
  const std::lock_guard lock(mutex_);
  return book_.remaining();
}

std::optional<std::int64_t> RateBudget::limit() const {
  const std::lock_guard lock(mutex_);
  return book_.limit();
}

}  // namespace segaudit::agent
