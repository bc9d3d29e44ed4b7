#pragma once

#include <span>
#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// JSON documents for programs, in UTF-8, with a line break at the end. Times are RFC 3339 in UTC. Characters that
// control a terminal are escaped. Pure.

// What `check --format json` prints:
//   {workspace, evaluated_at, complete, violations: [...], unknown: [...], failed: [...], waivers: [...]}
// Violations are pending, open or waived, most severe first; `actor` is null when nobody is known; `resource_ids` is
// null where the whole policy is unknown; `waiver` says of a waived one by which waiver, else it is null; `resource_hash`
// is what `bound_to` of a waiver takes (only `check` has it). `waivers` lists all of the workspace, with their states.
// Fields may be added.
std::string violations_json(const WorkspaceState& state);

// What /api/v1/violations answers: {"workspaces": [the above, ...]}, also for a single workspace.
std::string violations_json(std::span<const WorkspaceState> states);

}  // namespace segaudit::agent
