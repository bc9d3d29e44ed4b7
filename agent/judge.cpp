#include "agent/judge.h"

#include <algorithm>
#include <set>

#include "agent/waiver_states.h"
#include "rules/causes.h"
#include "rules/reconcile.h"

namespace segaudit::agent {
namespace {

using storage::ViolationState;

std::size_t count_of(const std::vector<storage::Transition>& transitions, ViolationState state) {
  return std::size_t(std::count_if(transitions.begin(), transitions.end(), [&](const auto& transition) {
    return transition.violation.state == state && transition.from != state;
  }));
}

// Closes the read transaction also when something throws.
class Snapshot {
 public:
  Snapshot(storage::QuerySession& session, storage::Time now) : session_(session), seq(session.begin(now)) {}
  ~Snapshot() {
    try {
      session_.end();
    } catch (const storage::StorageError&) {
      // The next begin() will say what is wrong with the database.
    }
  }

 private:
  storage::QuerySession& session_;

 public:
  const storage::Seq seq;
};

}  // namespace

Judge::Judge(storage::Store& store, SharedRulebook rules, const std::string& workspace)
    : store_(store),
      rules_(std::move(rules)),
      policies_(rules_->policies.policies),
      waivers_(rules::waivers_of(rules_->waivers, workspace)),
      session_(store.path()),
      evaluator_(policies_, rules_->parameters, session_),
      states_(policies_),
      begin_(store_.length()) {}

std::vector<rules::Evaluation> Judge::evaluate(storage::Time now, Verdict& verdict) {
  const auto changed = store_.kinds_since(judged_);
  read_bound_bodies(changed);
  const Snapshot snapshot(session_, now);
  verdict.seq = snapshot.seq;
  if (judged_ < 0 || !changed.empty()) {
    inventory_ = read_inventory(session_);
    names_ = read_names(session_);
  }
  auto evaluations = judged_ < 0 || changed.contains("") ? evaluator_.evaluate_all(now)
                                                         : evaluator_.evaluate(evaluator_.due(changed), now);
  judged_ = snapshot.seq;
  return evaluations;
}

void Judge::read_bound_bodies(const std::set<std::string>& changed_kinds) {
  for (const auto& resource : waivers_.bound_resources())
    if (judged_ < 0 || changed_kinds.contains(resource.first))
      bodies_[resource] = store_.body_hashes(resource.first, resource.second);
}

std::vector<WaiverState> Judge::waivers(std::span<const storage::Violation> violations, storage::Time now) const {
  return waiver_states(waivers_, violations, bodies_, now);
}

storage::Seq Judge::judged_before(const rules::Policy& policy) const {
  const auto before = judged_at_.find(&policy);
  return before == judged_at_.end() ? begin_ : before->second;
}

void Judge::find_causes(Verdict& verdict, std::span<const storage::Violation> active) {
  storage::Seq since = verdict.seq;
  for (const auto& transition : verdict.transitions)
    if (!transition.from)
      for (const auto& policy : policies_)
        if (policy.id == transition.violation.policy) since = std::min(since, judged_before(policy));
  std::vector<storage::Change> changes;
  if (since < verdict.seq) changes = store_.changes_between(since, verdict.seq);
  const rules::ChangesByResource by_resource(changes);
  const auto cause_of = [&](const storage::Violation& violation) -> storage::Seq {
    const auto policy = std::ranges::find(policies_, violation.policy, &rules::Policy::id);
    // What happened says itself who did it.
    if (changes.empty() || policy == policies_.end() || policy->type == rules::PolicyType::event) return 0;
    return by_resource.last(violation.resource_kind, violation.resource_id, evaluator_.kinds_read_by(*policy),
                            judged_before(*policy));
  };
  verdict.transitions = rules::with_causes(std::move(verdict.transitions), active, cause_of,
                                           [&](storage::Seq change) { return store_.actor_of(change); });
}

Verdict Judge::run(storage::Time now) {
  Verdict verdict;
  auto evaluations = evaluate(now, verdict);
  verdict.evaluated = evaluations.size();
  const auto counts = store_.resource_counts();
  std::vector<const rules::Policy*> judged;
  for (const auto& evaluation : evaluations)
    if (std::holds_alternative<rules::Judged>(evaluation.outcome)) judged.push_back(evaluation.policy);
  for (auto& evaluation : evaluations) {
    states_.note(evaluation, now, counts);
    latest_[evaluation.policy] = std::move(evaluation);
  }
  // Also what was not evaluated again: a pending violation opens because time goes by.
  std::vector<rules::Evaluation> all;
  for (const auto& [policy, evaluation] : latest_) all.push_back(evaluation);
  const auto active = store_.active_violations();
  verdict.transitions = rules::reconcile(active, all, now, waivers_, bodies_);
  for (auto& ended : rules::retire(active, policies_, now)) verdict.transitions.push_back(std::move(ended));
  find_causes(verdict, active);
  store_.apply(verdict.transitions, now);
  for (const auto* policy : judged) judged_at_[policy] = verdict.seq;
  verdict.opened = count_of(verdict.transitions, ViolationState::open);
  verdict.resolved = count_of(verdict.transitions, ViolationState::resolved);
  return verdict;
}

}  // namespace segaudit::agent
