#pragma once

#include "agent/log.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// What the first complete poll of a process showed, in a few lines of the log: how much there is, what the token does
// not get to see and why, and which policies cannot be judged because of that. `segaudit doctor` says more.
void log_first_sight(const WorkspaceState& state, Log& log);

}  // namespace segaudit::agent
