#pragma once

#include "tests/agent/simulated_workspace.h"

namespace segaudit::tests {

// The simulated workspace, polled step by step with a clock of its own.
struct PolledWorkspace : SimulatedWorkspace {
  // Steps until nothing is due any more at this time.
  agent::PollReport settle() {
    agent::PollReport all;
    do {
      const auto report = step();
      all.identified = report.identified;
      all.problem = report.problem;
      all.changes += report.changes;
      all.misses += report.misses;
      all.events += report.events;
      all.looks += report.looks;
      if (!report.identified) break;
    } while (poll.next_wakeup() <= clock.now());
    return all;
  }
  void later(std::chrono::milliseconds time) { clock.advance(time); }
};

}  // namespace segaudit::tests
