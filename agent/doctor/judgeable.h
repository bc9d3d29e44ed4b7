#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "agent/doctor/access.h"
#include "rules/policy.h"
#include "storage/query_session.h"

namespace segaudit::agent {

// A policy that could not be judged with what the token sees.
struct UnjudgeablePolicy {
  std::string id;
  std::vector<std::string> kinds;  // families that would have to answer for it
};

// Which policies would be unknown. A list that is hidden hides what is asked for under its resources, and the documents
// that come inside of them. `model` compiles queries; it needs no rows.
std::vector<UnjudgeablePolicy> unjudgeable(std::span<const rules::Policy> policies,
                                           std::span<const FamilyAccess> families, storage::QuerySession& model);

}  // namespace segaudit::agent
