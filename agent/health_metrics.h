#pragma once

#include <span>

#include "agent/metrics_writer.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// Whether the workspace answers, how fresh the data is, what cannot be read, and how the memory is.
void write_health_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces);

}  // namespace segaudit::agent
