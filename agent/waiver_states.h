#pragma once

#include <span>
#include <vector>

#include "agent/workspace_state.h"
#include "rules/waivers.h"

namespace segaudit::agent {

// The waivers of a workspace as the outputs show them. Pure.
std::vector<WaiverState> waiver_states(const rules::Waivers& waivers, std::span<const storage::Violation> violations,
                                       const rules::BodyHashes& bodies, storage::Time now);

}  // namespace segaudit::agent
