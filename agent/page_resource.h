#pragma once

#include <string>

#include "agent/page_links.h"
#include "agent/resource_view.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// A page's body about one resource: what it is, its violations, what it belongs to, its values, its history. Pure.
std::string resource_page(const ResourceView& view, const std::vector<WaiverState>& waivers, const PageLinks& links,
                          storage::Time now);

}  // namespace segaudit::agent
