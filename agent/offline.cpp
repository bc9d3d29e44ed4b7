#include "agent/offline.h"

#include <algorithm>
#include <tuple>

#include "agent/policy_states.h"
#include "rules/evaluator.h"
#include "rules/reconcile.h"
#include "storage/archive.h"

namespace segaudit::agent {
namespace {

using storage::ViolationState;

bool same_violation(const storage::Violation& one, const storage::Violation& other) {
  return one.policy == other.policy && one.resource_kind == other.resource_kind && one.resource_id == other.resource_id;
}

void move_on(std::vector<storage::Violation>& violations, const std::vector<storage::Transition>& transitions) {
  for (const auto& transition : transitions) {
    std::erase_if(violations, [&](const auto& known) { return same_violation(known, transition.violation); });
    if (transition.violation.state != ViolationState::resolved) violations.push_back(transition.violation);
  }
  std::sort(violations.begin(), violations.end(), [](const auto& one, const auto& other) {
    return std::tie(one.policy, one.resource_kind, one.resource_id) <
           std::tie(other.policy, other.resource_kind, other.resource_id);
  });
}

}  // namespace

WorkspaceState judge_offline(const std::filesystem::path& database, const std::string& name,
                             const rules::PolicySet& policies, const rules::ParameterOverrides& overrides,
                             std::optional<storage::Time> as_of, storage::Time now) {
  const storage::Archive archive(database);
  const auto position = as_of ? std::optional(archive.position_at(*as_of)) : std::nullopt;
  storage::QuerySession session(database, position);
  rules::Evaluator evaluator(policies.policies, overrides, session);
  WorkspaceState state;
  state.name = name;
  state.evaluated_at = as_of.value_or(now);
  state.seq = session.begin(state.evaluated_at);
  const auto evaluations = evaluator.evaluate_all(state.evaluated_at);
  std::map<std::string, std::int64_t> counts;
  for (const auto& policy : policies.policies) counts.try_emplace(policy.resource, session.resource_count(policy.resource));
  session.end();
  PolicyStates states(policies.policies);
  for (const auto& evaluation : evaluations) states.note(evaluation, state.evaluated_at, counts);
  state.policies = states.all();
  state.violations = archive.active_violations(position);
  move_on(state.violations, rules::reconcile(state.violations, evaluations, state.evaluated_at));
  move_on(state.violations, rules::retire(state.violations, policies.policies, state.evaluated_at));
  state.workspace_id = archive.workspace_id().value_or("");
  state.collections = archive.collections();
  state.ready = state.seq > 0;
  return state;
}

}  // namespace segaudit::agent
