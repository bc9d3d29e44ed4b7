#pragma once

#include <string>
#include <vector>

#include "agent/workspace_state.h"
#include "storage/query_session.h"

namespace segaudit::agent {

// The gauges that show the workspace itself, read from the read model in the session's transaction. Each family is one
// query: columns are labels, the column `value` is the sample. Throws storage::QueryError.
std::vector<InventoryFamily> read_inventory(storage::QuerySession& session);

struct WorkspaceNames {
  std::string slug, name;
};

// Empty before the workspace was looked at.
WorkspaceNames read_names(storage::QuerySession& session);

}  // namespace segaudit::agent
