#pragma once

#include <vector>

#include "agent/page_lists.h"
#include "storage/snapshot.h"

namespace segaudit::agent {

// Every kind with what is known of it, by name. Throws what Snapshot::run does.
std::vector<KindSummary> read_kinds(storage::Snapshot& snapshot);

}  // namespace segaudit::agent
