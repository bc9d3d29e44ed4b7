#pragma once

#include <span>

#include "agent/metrics_writer.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// What each policy found, and whether it could be judged. A policy that was never evaluated has no verdict: neither
// success nor unknown resources are claimed for it.
void write_policy_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces);

}  // namespace segaudit::agent
