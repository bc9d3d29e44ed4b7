#pragma once

#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// The page for people at /: what is violated, what is not known, how fresh the data are. Readable without scripts and
// without the style sheet; links are relative. Ages are told from `now`, when the page is made. Pure.
std::string page_html(const AgentState& state, const std::string& version, storage::Time now);

}  // namespace segaudit::agent
