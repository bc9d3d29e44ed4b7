#include "agent/rate_book.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// The window of every published limit; taken where an answer does not say when it ends.
constexpr milliseconds kWindow = 60s;
// The API's dates have whole seconds: a window may last this much longer than they say.
constexpr milliseconds kDateError = 1s;
// Two answers of one window name its end with an error of a second each, and answers take their time.
constexpr milliseconds kSameWindow = 2500ms;
// For so long after an answer named it, a limit counts as the token's.
constexpr milliseconds kStatedFor = 3min;
constexpr milliseconds kWaitAfterRejection = 60s;  // when it does not say how long
constexpr milliseconds kProbeWait = 200ms;
// After more rejections than this without a good answer between them, it is not about single endpoints.
constexpr int kRejectedEverywhere = 2;

// Rejections in a row say that the named times are not to be trusted.
milliseconds patience(int rejections) {
  return rejections < 2 ? 0ms : std::min<milliseconds>(1s * (1 << std::min(rejections, 6)), 60s);
}

std::optional<std::int64_t> stated_limit(const RateAnswer& answer) {
  if (!answer.consumed || !answer.remaining || answer.rejected) return std::nullopt;
  return std::max<std::int64_t>(*answer.consumed + *answer.remaining, 1);
}

milliseconds until(std::chrono::steady_clock::time_point then, std::chrono::steady_clock::time_point now) {
  return std::max<milliseconds>(std::chrono::ceil<milliseconds>(then - now), 1ms);
}

}  // namespace

RateBook::RateBook(double share, const EndpointLimits& published, double urgent_per_minute)
    : share_(share), urgent_per_minute_(urgent_per_minute), published_(published) {
  assert(share > 0 && share <= 1 && urgent_per_minute >= 1);
  for (const auto& [endpoint, limit] : published_) own_[endpoint] = {limit, limit, 0, {}, {}};
}

std::optional<std::int64_t> RateBook::limit() const {
  if (token_.limit == 0) return std::nullopt;
  return token_.limit;
}

void RateBook::roll(Window& window, Ticks now) const {
  if (window.limit == 0 || now < window.ends) return;
  window.remaining = window.limit;
  window.urgent = 0;
  window.ends = now + kWindow + kDateError;
}

// One point of every window is ours, however small share and limit are: otherwise nothing would ever be asked.
std::int64_t RateBook::left_to_others(const Window& window) const {
  const auto others = static_cast<std::int64_t>(std::ceil(static_cast<double>(window.limit) * (1 - share_) - 1e-9));
  return std::clamp<std::int64_t>(others, 0, std::max<std::int64_t>(window.limit - 1, 0));
}

// What is kept for the urgent lane shrinks with the rest of the window. Where nothing is left to others, from whom it
// could borrow, a little is kept to the end.
milliseconds RateBook::until_free(const Window& window, double ours, Ticks now) const {
  const double kept = std::min(urgent_per_minute_, static_cast<double>(window.limit - left_to_others(window)) / 4);
  const double to_the_end = left_to_others(window) > 0 ? 0 : std::min(urgent_per_minute_ - 1, kept / 1.5);
  if (ours < 1 + std::floor(to_the_end)) return until(window.ends, now);
  const double part = std::min(ours / kept, 10.0);  // of the window, counted from its end
  const auto free_from = window.ends - std::chrono::duration_cast<milliseconds>(kWindow * part);
  return now > free_from ? 0ms : until(free_from, now) + 1ms;
}

milliseconds RateBook::wait_for(Window& window, Lane lane, Ticks now) const {
  if (now < window.paused_until) return until(window.paused_until, now);
  if (window.limit == 0) return 0ms;
  roll(window, now);
  const auto ours = static_cast<double>(window.remaining - left_to_others(window));
  if (lane == Lane::urgent) {
    const bool may_borrow = window.remaining > 0 && static_cast<double>(window.urgent) < urgent_per_minute_;
    return ours >= 1 || may_borrow ? 0ms : until(window.ends, now);
  }
  return until_free(window, ours, now);
}

milliseconds RateBook::wait(std::string_view endpoint, Lane lane, Ticks now) {
  if (now < paused_until_) return until(paused_until_, now);
  if (rejections_ > 0 && on_their_way_ > 0) return kProbeWait;
  milliseconds longest = wait_for(token_, lane, now);
  if (const auto own = own_.find(endpoint); own != own_.end())
    longest = std::max(longest, wait_for(own->second, lane, now));
  return longest;
}

void RateBook::take(std::string_view endpoint, Lane lane, Ticks now) {
  ++on_their_way_;
  const auto take_from = [&](Window& window) {
    roll(window, now);
    --window.remaining;
    if (lane == Lane::urgent) ++window.urgent;
  };
  if (token_.limit > 0) take_from(token_);
  if (const auto own = own_.find(endpoint); own != own_.end()) take_from(own->second);
}

void RateBook::no_answer() { on_their_way_ = std::max<std::int64_t>(on_their_way_ - 1, 0); }

void RateBook::learn(std::string_view endpoint, const RateAnswer& answer, Ticks now) {
  no_answer();
  if (answer.rejected) return reject(endpoint, answer, now);
  rejections_ = 0;
  if (!answer.remaining) return;
  Window& window = window_of(endpoint, stated_limit(answer), now);
  if (&window == &token_) remaining_ = answer.remaining;
  update(window, answer, now);
}

RateBook::Window& RateBook::window_of(std::string_view endpoint, std::optional<std::int64_t> stated, Ticks now) {
  const auto own = own_.find(endpoint);
  if (!stated) return own == own_.end() ? token_ : own->second;
  stated_[std::string(endpoint)] = {*stated, now};
  std::int64_t largest = 0;
  for (const auto& [other, said] : stated_)
    if (now - said.at < kStatedFor) largest = std::max(largest, said.limit);
  const auto published = published_.find(endpoint);
  if (published != published_.end() && *stated <= published->second) return own->second;
  if (*stated < largest) return own_[std::string(endpoint)];
  if (published == published_.end() && own != own_.end()) own_.erase(own);
  return token_;
}

void RateBook::update(Window& window, const RateAnswer& answer, Ticks now) const {
  const Ticks ends = now + answer.window_left.value_or(kWindow) + kDateError;
  const bool is_known = window.limit > 0 && now < window.ends;
  // An answer that was on its way while its window ended says nothing about this one.
  if (is_known && answer.window_left && ends + kSameWindow < window.ends) return;
  const bool same = is_known && (!answer.window_left || ends <= window.ends + kSameWindow);
  if (same) {
    // Answers overtake each other: within a window the smallest number is the latest one, and ours already counts the
    // requests that are on their way. The earliest end is the closest to the true one.
    window.remaining = std::min(window.remaining, *answer.remaining);
    if (answer.window_left) window.ends = std::min(window.ends, ends);
  } else {
    window.remaining = *answer.remaining - on_their_way_;
    window.urgent = 0;
    window.ends = ends;
  }
  const auto limit = stated_limit(answer);
  window.limit = limit ? *limit : std::max<std::int64_t>({window.limit, *answer.remaining, 1});
}

void RateBook::reject(std::string_view endpoint, const RateAnswer& answer, Ticks now) {
  ++rejections_;
  const Ticks end = now + std::max(answer.retry_after.value_or(kWaitAfterRejection), patience(rejections_));
  if (Window* own = rejecting_window(endpoint, answer)) {
    own->paused_until = std::max(own->paused_until, end);
    return;
  }
  if (answer.remaining) remaining_ = answer.remaining;
  paused_until_ = std::max(paused_until_, end);
  token_.remaining = 0;
  token_.ends = paused_until_;
}

// The endpoint's own window, where the rejection is about that. A bare 429 is, as long as the token should have points
// and not everything is rejected.
RateBook::Window* RateBook::rejecting_window(std::string_view endpoint, const RateAnswer& answer) {
  if (rejections_ > kRejectedEverywhere) return nullptr;
  const auto own = own_.find(endpoint);
  if (answer.consumed) return own != own_.end() && *answer.consumed <= own->second.limit + 1 ? &own->second : nullptr;
  if (own != own_.end()) return &own->second;
  const bool should_have_points = token_.limit > 0 && token_.remaining > left_to_others(token_);
  return should_have_points ? &own_[std::string(endpoint)] : nullptr;
}

}  // namespace segaudit::agent
