#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/page_links.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

inline constexpr std::int64_t kViolationsListed = 100;

// A page's body about one policy: what should hold and why, the remedy, what was found, how it is asked. Pure.
std::string policy_page(const PolicyState& state, const std::vector<storage::Violation>& violations, std::int64_t total,
                        std::int64_t page, const std::vector<WaiverState>& waivers, const PageLinks& links,
                        storage::Time now);

}  // namespace segaudit::agent
