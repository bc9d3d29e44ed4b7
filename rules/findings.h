#pragma once

#include "rules/evaluation.h"

namespace segaudit::rules {

inline constexpr std::size_t kMostEvidenceRows = 20;  // per finding; the number of the others is {"more_rows": n}

// Groups the rows of a policy's query by resource. Columns with a meaning of their own: resource_id, resource_name,
// `unknown` (where it is not NULL, the row says why nothing can be said about the resource; a resource with another row
// is a finding all the same) and, for event policies, `at`: rows older than `keep` are left out. The other columns are
// evidence. Failed: a row without a resource_id, or an event without a time. Pure.
Outcome findings_of(const Policy& policy, const storage::Result& result, storage::Time now);

}  // namespace segaudit::rules
