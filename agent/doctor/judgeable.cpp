#include "agent/doctor/judgeable.h"

#include <map>

namespace segaudit::agent {
namespace {

// Kinds that are not seen, with the family that would have to answer for them.
std::map<std::string, std::string, std::less<>> hidden_kinds(std::span<const FamilyAccess> families) {
  std::map<std::string, std::string, std::less<>> causes;
  for (const auto& family : families)
    if (family.access == Access::refused || family.access == Access::failed)
      causes.emplace(family.kind->name, family.kind->name);
  for (const auto& kind : catalogue()) {  // parents come before their children
    const auto parent = causes.find(kind.parent);
    if (parent != causes.end()) causes.emplace(kind.name, std::string(parent->second));
    const auto own = causes.find(kind.name);
    if (own == causes.end()) continue;
    const std::string cause = own->second;
    for (const auto& embedded : kind.embedded) causes.emplace(embedded.kind, cause);
  }
  return causes;
}

}  // namespace

std::vector<UnjudgeablePolicy> unjudgeable(std::span<const rules::Policy> policies,
                                           std::span<const FamilyAccess> families, storage::QuerySession& model) {
  const auto hidden = hidden_kinds(families);
  std::vector<UnjudgeablePolicy> found;
  for (const auto& policy : policies) {
    std::set<std::string> causes;
    try {
      for (const auto& kind : model.inspect(policy.query).kinds)
        if (const auto cause = hidden.find(kind); cause != hidden.end()) causes.insert(cause->second);
    } catch (const storage::QueryError&) {
      continue;  // lint names it
    }
    if (!causes.empty()) found.push_back({policy.id, {causes.begin(), causes.end()}});
  }
  return found;
}

}  // namespace segaudit::agent
