#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "agent/page_links.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// Parts of the page about one workspace, each with its heading; empty where there is nothing to tell. Pure.

// Open and pending violations by policy, most severe first, with remedy, message, evidence and since when.
std::string violations_section(const WorkspaceState& state, const PageLinks& links, storage::Time now);

// Violations that somebody accepted: who, why and until when. And the waivers themselves.
std::string waivers_section(const WorkspaceState& state, const PageLinks& links, storage::Time now);

// What could not be judged, and why.
std::string unjudged_section(const WorkspaceState& state, const PageLinks& links);

// Resources, freshness and gaps of each kind.
std::string freshness_section(const WorkspaceState& state, const PageLinks& links, storage::Time now);

// How the API answers.
std::string api_section(const WorkspaceState& state, const std::map<std::string, std::int64_t>& requests,
                        storage::Time now);

// Policies that found nothing.
std::string satisfied_section(const WorkspaceState& state, const PageLinks& links);

}  // namespace segaudit::agent
