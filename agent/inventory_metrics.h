#pragma once

#include <span>

#include "agent/metrics_options.h"
#include "agent/metrics_writer.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// The families that queries over the read model returned, in the order in which they come. A family has the same labels
// in all workspaces.
void write_inventory_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces,
                             PerDestination per_destination);

}  // namespace segaudit::agent
