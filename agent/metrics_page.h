#pragma once

#include <string>

#include "agent/metrics_options.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// The large part of /metrics, in Prometheus' text format: everything that is known about the workspaces. What changes
// between two evaluations (process, API requests) comes from LiveMetrics.
//
// At most max_series series, but for what must not be missing: the agent's own health, the policies, and every open
// violation. The others are written in the order of their worth: ends of violations, first-seen times (most severe
// first), then the inventory; what was left out is counted in segaudit_series_dropped. Pure.
std::string render_metrics(const AgentState& state, const MetricsOptions& options);

}  // namespace segaudit::agent
