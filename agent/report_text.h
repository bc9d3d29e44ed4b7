#pragma once

#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

struct ReportTextOptions {
  bool colours = false;  // only for a terminal that shows them
};

// What `check --format text` prints: violations grouped by policy, most severe first, with remedy; then what is unknown
// or failed; the last line counts. Text of foreign origin is made printable. Pure.
std::string report_text(const WorkspaceState& state, const ReportTextOptions& options = {});

}  // namespace segaudit::agent
