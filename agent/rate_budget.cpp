#include "agent/rate_budget.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace segaudit::agent {
namespace {

using std::chrono::milliseconds;

// The window of every published limit; taken where an answer does not say when it ends.
constexpr milliseconds kWindow{60'000};

// Two answers of one window name its end with an error of a second each.
constexpr milliseconds kSameWindow{2'000};

}  // namespace

RateBudget::RateBudget(Clock& clock, double share) : clock_(clock), share_(share) { assert(share > 0 && share <= 1); }

bool RateBudget::wait_for_point(std::string_view endpoint, std::stop_token stop) {
  while (!stop.stop_requested()) {
    milliseconds wait{0};
    {
      const std::lock_guard lock(mutex_);
      wait = take_point(endpoint, clock_.ticks());
    }
    if (wait == milliseconds(0)) return true;
    if (!clock_.sleep_for(wait, stop)) return false;
  }
  return false;
}

milliseconds RateBudget::take_point(std::string_view endpoint, Ticks now) {
  if (now < paused_until_) return std::chrono::ceil<milliseconds>(paused_until_ - now);
  const auto known = windows_.find(endpoint);
  if (known == windows_.end()) return milliseconds(0);
  Window& window = known->second;
  if (now >= window.ends) {
    window.remaining = window.limit;
    window.ends = now + kWindow;
  }
  if (window.remaining <= reserve(window)) return std::chrono::ceil<milliseconds>(window.ends - now);
  --window.remaining;
  return milliseconds(0);
}

// One point of every window is ours, however small share and limit are: otherwise nothing would ever be asked.
std::int64_t RateBudget::reserve(const Window& window) const {
  const auto left_to_others = static_cast<std::int64_t>(std::ceil(static_cast<double>(window.limit) * (1 - share_)));
  return std::clamp<std::int64_t>(left_to_others, 0, std::max<std::int64_t>(window.limit - 1, 0));
}

void RateBudget::learn(std::string_view endpoint, const RateAnswer& answer) {
  const std::lock_guard lock(mutex_);
  const Ticks now = clock_.ticks();
  const auto window_left = answer.rejected ? answer.retry_after : answer.window_left;
  const Ticks ends = now + window_left.value_or(kWindow);
  if (answer.rejected) paused_until_ = std::max(paused_until_, ends);
  if (!answer.remaining) return;
  remaining_ = answer.remaining;
  Window& window = windows_[std::string(endpoint)];
  // Answers overtake each other: within a window the smallest number is the latest one, and ours already counts the
  // requests that are on their way.
  const bool same = now < window.ends && (!window_left || ends < window.ends + kSameWindow);
  window.remaining = same ? std::min(window.remaining, *answer.remaining) : *answer.remaining;
  if (!same || window_left) window.ends = ends;
  if (answer.consumed) window.limit = *answer.consumed + *answer.remaining;
  window.limit = std::max<std::int64_t>({window.limit, *answer.remaining, 1});
}

std::optional<std::int64_t> RateBudget::remaining() const {
  const std::lock_guard lock(mutex_);
  return remaining_;
}

}  // namespace segaudit::agent
