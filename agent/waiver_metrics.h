#pragma once

#include <span>

#include "agent/metrics_writer.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// segaudit_waivers{state}: how many waivers of the file are in each state. Pure.
void write_waiver_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces);

}  // namespace segaudit::agent
