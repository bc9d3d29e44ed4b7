#include "agent/offline.h"

#include <algorithm>
#include <tuple>

#include "agent/policy_states.h"
#include "agent/waiver_states.h"
#include "rules/evaluator.h"
#include "rules/reconcile.h"
#include "rules/waiver_json.h"
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

rules::Waivers waivers_then(const storage::Archive& archive, const Rulebook& rules, const std::string& workspace,
                            std::optional<storage::Seq> position) {
  if (!position) return rules::Waivers(rules::waivers_of(rules.waivers, workspace));
  return rules::Waivers(rules::waivers_in(archive.config("waivers", position).value_or("[]")));
}

}  // namespace

WorkspaceState judge_offline(const std::filesystem::path& database, const std::string& name, const Rulebook& rules,
                             std::optional<storage::Time> as_of, storage::Time now) {
  const auto& policies = rules.policies.policies;
  const storage::Archive archive(database);
  const auto position = as_of ? std::optional(archive.position_at(*as_of)) : std::nullopt;
  storage::QuerySession session(database, position);
  rules::Evaluator evaluator(policies, rules.parameters, session);
  WorkspaceState state;
  state.name = name;
  state.evaluated_at = as_of.value_or(now);
  state.seq = session.begin(state.evaluated_at);
  const auto evaluations = evaluator.evaluate_all(state.evaluated_at);
  std::map<std::string, std::int64_t> counts;
  for (const auto& policy : policies) counts.try_emplace(policy.resource, session.resource_count(policy.resource));
  session.end();
  PolicyStates states(policies);
  for (const auto& evaluation : evaluations) states.note(evaluation, state.evaluated_at, counts);
  state.policies = states.all();
  const auto waivers = waivers_then(archive, rules, name, position);
  const auto bodies = archive.body_hashes(waivers.bound_resources(), position);
  state.violations = archive.active_violations(position);
  move_on(state.violations, rules::reconcile(state.violations, evaluations, state.evaluated_at, waivers, bodies));
  move_on(state.violations, rules::retire(state.violations, policies, state.evaluated_at));
  state.waivers = waiver_states(waivers, state.violations, bodies, state.evaluated_at);
  add_resource_hashes(database, position, state);
  state.workspace_id = archive.workspace_id().value_or("");
  state.collections = archive.collections();
  state.ready = state.seq > 0;
  return state;
}

void add_resource_hashes(const std::filesystem::path& database, std::optional<storage::Seq> position,
                         WorkspaceState& state) {
  std::set<std::pair<std::string, std::string>> resources;
  for (const auto& violation : state.violations) resources.emplace(violation.resource_kind, violation.resource_id);
  state.resource_hashes = storage::Archive(database).present_hashes(resources, position);
}

}  // namespace segaudit::agent
