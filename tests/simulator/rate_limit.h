// Points per minute, as the API counts them: one window for the token and, on demand, one per endpoint.
// May be called from any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "tests/simulator/times.h"

namespace segaudit::simulator {

struct RateState {
  bool allowed = true;
  long consumed = 0;
  long remaining = 0;
  TimePoint reset{};
};

class RateLimit {
 public:
  // Without a limit the headers still count, against a limit nobody reaches.
  explicit RateLimit(std::optional<long> points_per_minute);

  // Takes points from the window of the token; a refused request costs nothing.
  RateState take(long points, TimePoint now);
  // Takes one request from the window of an endpoint.
  RateState take_endpoint(const std::string& operation, long requests_per_minute, TimePoint now);
  void reset();

 private:
  struct Window {
    TimePoint end{};
    long consumed = 0;
  };
  static RateState take_from(Window& window, long points, long limit, TimePoint now);

  const long limit_;
  std::mutex mutex_;
  Window token_;
  std::map<std::string, Window> endpoints_;
};

}  // namespace segaudit::simulator
