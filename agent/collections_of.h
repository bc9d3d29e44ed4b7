#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/catalogue.h"
#include "storage/store.h"

namespace segaudit::agent {

// What a kind's collections are kept under: nothing for a root list, the values of a list in parts, the known resources
// of the parent kind.
std::vector<std::string> parents_of(const Kind& kind, const storage::Store& store);

// Ids of all known resources of a kind, whatever collection they came in.
std::vector<std::string> ids_of(const Kind& kind, const storage::Store& store);

// Whether the kind's resources are found without asking below another kind's.
bool is_root(const Kind& kind);

}  // namespace segaudit::agent
