#pragma once

#include "agent/config.h"
#include "rules/form.h"

namespace segaudit::agent {

// Reads one entry of `workspaces:`; mistakes are noted.
WorkspaceConfig read_workspace(const YAML::Node& node, rules::Problems& problems);

}  // namespace segaudit::agent
