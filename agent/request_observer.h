#pragma once

#include <chrono>
#include <string_view>

namespace segaudit::agent {

// Is told of every attempt; for metrics and progress. Called from every thread that asks; must not throw.
class RequestObserver {
 public:
  virtual ~RequestObserver() = default;

  // endpoint: the path's template. outcome: the status code ("200"), or the failure's name when no answer came.
  virtual void on_request(std::string_view endpoint, std::string_view outcome,
                          std::chrono::steady_clock::duration duration) = 0;
};

}  // namespace segaudit::agent
