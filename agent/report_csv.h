#pragma once

#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// What `check --format csv` prints: RFC 4180, a header line, then one line per violation, most severe first. A field
// that a spreadsheet would take for a formula begins with an apostrophe; line breaks and control characters inside
// fields are escaped. What is unknown or failed has no lines here. Pure.
std::string report_csv(const WorkspaceState& state);

}  // namespace segaudit::agent
