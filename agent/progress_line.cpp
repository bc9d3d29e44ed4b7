#include "agent/progress_line.h"

#include <cstdio>

namespace segaudit::agent {

void ProgressLine::show(const Progress& progress) {
  if (!shown_) return;
  const double seconds = std::chrono::duration<double>(clock_.ticks() - start_).count();
  std::fprintf(stderr, "\r\x1b[Kfirst poll: %zu of %zu looks, %zu requests, %.0f/s%s", progress.done, progress.planned,
               progress.requests, seconds > 0 ? double(progress.requests) / seconds : 0.0, progress.complete ? ", complete" : "");
  on_line_ = true;
  if (!progress.complete) return;
  finish();
  shown_ = false;
}

void ProgressLine::finish() {
  if (on_line_) std::fprintf(stderr, "\n");
  on_line_ = false;
}

}  // namespace segaudit::agent
