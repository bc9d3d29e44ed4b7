#include "tests/simulator/rate_limit.h"

namespace segaudit::simulator {

namespace {

constexpr long kNoLimit = 1'000'000'000;

}  // namespace

RateLimit::RateLimit(std::optional<long> points_per_minute) : limit_(points_per_minute.value_or(kNoLimit)) {}

RateState RateLimit::take(long points, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  return take_from(token_, points, limit_, now);
}

RateState RateLimit::take_endpoint(const std::string& operation, long requests_per_minute, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  return take_from(endpoints_[operation], 1, requests_per_minute, now);
}

void RateLimit::reset() {
  const std::scoped_lock lock(mutex_);
  token_ = {};
  endpoints_.clear();
}

RateState RateLimit::take_from(Window& window, long points, long limit, TimePoint now) {
  if (now >= window.end) window = {now + std::chrono::minutes{1}, 0};
  RateState state;
  state.allowed = window.consumed + points <= limit;
  if (state.allowed) window.consumed += points;
  state.consumed = window.consumed;
  state.remaining = limit - window.consumed;
  state.reset = window.end;
  return state;
}

}  // namespace segaudit::simulator
