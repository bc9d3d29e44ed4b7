#pragma once

#include <chrono>
#include <optional>

#include "agent/clock.h"
#include "agent/generation.h"

namespace segaudit::agent {

// One line on the terminal that says how the first poll is getting on, rewritten in place. One thread.
class ProgressLine {
 public:
  ProgressLine(bool shown, Clock& clock) : shown_(shown), clock_(clock), start_(clock.ticks()) {}

  void show(const Progress& progress);
  void finish();  // leaves the line, so that what follows begins on its own

 private:
  bool shown_;
  Clock& clock_;
  std::chrono::steady_clock::time_point start_;
  bool on_line_ = false;
};

}  // namespace segaudit::agent
