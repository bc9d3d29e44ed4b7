#pragma once

#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// Parts of the page about one workspace, each with its heading; empty where there is nothing to tell. Pure.

// Violations by policy, most severe first, with remedy, message, evidence and since when.
std::string violations_section(const WorkspaceState& state, storage::Time now);

// What could not be judged, and why.
std::string unjudged_section(const WorkspaceState& state);

// Resources, freshness and gaps of each kind.
std::string freshness_section(const WorkspaceState& state, storage::Time now);

// Policies that found nothing.
std::string satisfied_section(const WorkspaceState& state);

}  // namespace segaudit::agent
