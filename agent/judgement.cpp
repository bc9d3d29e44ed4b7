#include "agent/judgement.h"

#include <algorithm>
#include <tuple>

namespace segaudit::agent {
namespace {

int rank_of(const storage::Violation& violation) {
  const auto severity = rules::severity_named(violation.severity);
  return severity ? int(*severity) : int(rules::Severity::info) + 1;
}

void add_unknown_resources(const PolicyState& state, std::vector<UnknownVerdict>& verdicts) {
  std::map<std::string, std::vector<std::string>> ids_by_reason;
  for (const auto& [id, reason] : state.unknown_resources) ids_by_reason[reason].push_back(id);
  for (auto& [reason, ids] : ids_by_reason) verdicts.push_back({&state, reason, std::move(ids)});
}

}  // namespace

std::vector<const storage::Violation*> most_severe_first(std::span<const storage::Violation> violations) {
  std::vector<std::pair<int, const storage::Violation*>> ranked;
  for (const auto& violation : violations) ranked.emplace_back(rank_of(violation), &violation);
  std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) {
    const auto key = [](const auto& entry) {
      return std::tie(entry.first, entry.second->policy, entry.second->resource_kind, entry.second->resource_id);
    };
    return key(a) < key(b);
  });
  std::vector<const storage::Violation*> sorted;
  for (const auto& [rank, violation] : ranked) sorted.push_back(violation);
  return sorted;
}

std::vector<UnknownVerdict> unknown_verdicts(const WorkspaceState& state) {
  std::vector<UnknownVerdict> verdicts;
  for (const auto& policy : state.policies) {
    if (!policy.evaluated) {
      verdicts.push_back({&policy, "not_yet_evaluated", std::nullopt});
    } else if (!policy.unknown_reason.empty()) {
      verdicts.push_back({&policy, policy.unknown_reason, std::nullopt});
    } else {
      add_unknown_resources(policy, verdicts);
    }
  }
  return verdicts;
}

std::vector<const PolicyState*> failed_policies(const WorkspaceState& state) {
  std::vector<const PolicyState*> failed;
  for (const auto& policy : state.policies)
    if (policy.evaluated && !policy.success) failed.push_back(&policy);
  return failed;
}

const std::string& who_caused(const storage::Violation& violation) {
  return violation.actor_name.empty() ? violation.actor : violation.actor_name;
}

bool is_complete(const WorkspaceState& state) {
  return state.ready && unknown_verdicts(state).empty() && failed_policies(state).empty();
}

std::vector<std::pair<std::string, std::int64_t>> open_by_severity(const WorkspaceState& state) {
  using rules::Severity;
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (const auto severity : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info}) {
    const std::string name = rules::to_string(severity);
    counts.emplace_back(name, std::ranges::count_if(state.violations, [&](const storage::Violation& violation) {
                          return violation.state == storage::ViolationState::open && violation.severity == name;
                        }));
  }
  return counts;
}

std::int64_t count_of(const WorkspaceState& state, storage::ViolationState wanted) {
  return std::ranges::count(state.violations, wanted, &storage::Violation::state);
}

const WaiverState* waiver_of(const WorkspaceState& state, const storage::Violation& violation) {
  if (violation.state != storage::ViolationState::waived) return nullptr;
  const auto found = std::ranges::find(state.waivers, violation.waiver, &WaiverState::id);
  return found == state.waivers.end() ? nullptr : &*found;
}

const rules::Policy* policy_named(const WorkspaceState& state, const std::string& id) {
  const auto found = std::ranges::find(state.policies, id, [](const PolicyState& policy) { return policy.policy.id; });
  return found == state.policies.end() ? nullptr : &found->policy;
}

}  // namespace segaudit::agent
