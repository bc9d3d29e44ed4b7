#include "agent/doctor/judgeable.h"

namespace segaudit::agent {

std::vector<UnjudgeablePolicy> unjudgeable(std::span<const rules::Policy> policies,
                                           std::span<const FamilyAccess> families, storage::QuerySession& model) {
  std::set<std::string, std::less<>> hidden;
  for (const auto& family : families)
    if (family.access == Access::refused || family.access == Access::failed) hidden.emplace(family.kind->name);
  std::vector<UnjudgeablePolicy> found;
  for (const auto& policy : policies) {
    UnjudgeablePolicy unknown{policy.id, {}};
    try {
      for (const auto& kind : model.inspect(policy.query).kinds)
        if (hidden.contains(kind)) unknown.kinds.push_back(kind);
    } catch (const storage::QueryError&) {
      continue;  // lint names it
    }
    if (!unknown.kinds.empty()) found.push_back(std::move(unknown));
  }
  return found;
}

}  // namespace segaudit::agent
