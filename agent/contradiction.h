#pragma once

#include <vector>

#include "agent/confirmed_look.h"
#include "storage/store.h"

namespace segaudit::agent {

// A resource is found in one place. What a look found that is known under another parent, or was found there by another
// of these looks, has moved or is in both, and the answer alone does not say which: such a look becomes a miss
// (malformed). After a move the old place no longer holds it, and the next look says so.
void refuse_contradictions(std::vector<LookResult>& results, const storage::Store& store);

}  // namespace segaudit::agent
