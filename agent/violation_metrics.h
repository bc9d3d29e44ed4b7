#pragma once

#include <span>

#include "agent/metrics_writer.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// One series per violation: 1 while it is open, 0 for an hour after it was resolved or waived. Only the 0 tells a
// repair from an agent that fell silent.
void write_violation_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces);

}  // namespace segaudit::agent
