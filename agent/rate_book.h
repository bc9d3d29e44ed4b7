#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "agent/lane.h"
#include "agent/rate_limit.h"

namespace segaudit::agent {

// Limits of single endpoints, requests per minute, by the path's template.
using EndpointLimits = std::map<std::string, std::int64_t, std::less<>>;

// The points that all requests of one token share, and who may take the next one. Knows nothing at first but the
// published limits of single endpoints, and learns from the answers.
//
// - Of every window a part is left to the token's other users, and of ours a little to the urgent lane, less and less as
//   the window goes by. Where others have used up our part, the urgent lane still gets a few points.
// - An answer does not say which limit it means. The largest limit that answers have lately named is the token's; an
//   endpoint that names a smaller one has it besides.
// - After a 429 nobody asks before the time it named, and longer when it is not the first in a row; then one request
//   goes ahead of all others.
//
// Pure: time comes in as values. One thread.
class RateBook {
 public:
  using Ticks = std::chrono::steady_clock::time_point;

  // share: the part of the limit that we may use, above 0 and up to 1. urgent_per_minute: points of a minute that the
  // urgent lane is left, as far as the limit allows.
  RateBook(double share, const EndpointLimits& published, double urgent_per_minute = 3);

  // How long until a point may be taken; zero: now.
  std::chrono::milliseconds wait(std::string_view endpoint, Lane lane, Ticks now);
  // A request is on its way. For each one an answer is learnt, or noted that none came.
  void take(std::string_view endpoint, Lane lane, Ticks now);
  void learn(std::string_view endpoint, const RateAnswer& answer, Ticks now);
  void no_answer();

  // Of the token's window, by the API's own count: what the last answer said. Nothing until an answer told.
  std::optional<std::int64_t> remaining() const { return remaining_; }
  std::optional<std::int64_t> limit() const;

 private:
  struct Window {
    std::int64_t limit = 0;      // 0: not known
    std::int64_t remaining = 0;  // as the API counts, less what is on its way
    std::int64_t urgent = 0;     // points that the urgent lane has taken
    Ticks ends{};
    Ticks paused_until{};        // of an endpoint's own window
  };
  struct Stated {
    std::int64_t limit = 0;
    Ticks at{};
  };

  void roll(Window& window, Ticks now) const;
  std::chrono::milliseconds wait_for(Window& window, Lane lane, Ticks now) const;
  std::int64_t left_to_others(const Window& window) const;
  std::chrono::milliseconds until_free(const Window& window, double ours, Ticks now) const;
  Window& window_of(std::string_view endpoint, std::optional<std::int64_t> stated, Ticks now);
  void update(Window& window, const RateAnswer& answer, Ticks now) const;
  void reject(std::string_view endpoint, const RateAnswer& answer, Ticks now);
  Window* rejecting_window(std::string_view endpoint, const RateAnswer& answer);

  double share_;
  double urgent_per_minute_;
  EndpointLimits published_;
  Window token_;
  std::map<std::string, Window, std::less<>> own_;     // of endpoints with a limit of their own
  std::map<std::string, Stated, std::less<>> stated_;  // limits that answers named, by endpoint
  std::optional<std::int64_t> remaining_;
  Ticks paused_until_{};
  int rejections_ = 0;  // in a row
  std::int64_t on_their_way_ = 0;
};

}  // namespace segaudit::agent
