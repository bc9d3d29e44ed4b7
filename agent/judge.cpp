#include "agent/judge.h"

#include <algorithm>
#include <set>

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

Judge::Judge(storage::Store& store, const std::vector<rules::Policy>& policies, const rules::ParameterOverrides& overrides)
    : store_(store),
      policies_(policies),
      session_(store.path()),
      evaluator_(policies, overrides, session_),
      states_(policies) {}

std::vector<rules::Evaluation> Judge::evaluate(storage::Time now, Verdict& verdict) {
  const auto changed = store_.kinds_since(judged_);
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

Verdict Judge::run(storage::Time now) {
  Verdict verdict;
  auto evaluations = evaluate(now, verdict);
  verdict.evaluated = evaluations.size();
  const auto counts = store_.resource_counts();
  for (auto& evaluation : evaluations) {
    states_.note(evaluation, now, counts);
    latest_[evaluation.policy] = std::move(evaluation);
  }
  // Also what was not evaluated again: a pending violation opens because time goes by.
  std::vector<rules::Evaluation> all;
  for (const auto& [policy, evaluation] : latest_) all.push_back(evaluation);
  const auto active = store_.active_violations();
  verdict.transitions = rules::reconcile(active, all, now);
  for (auto& ended : rules::retire(active, policies_, now)) verdict.transitions.push_back(std::move(ended));
  store_.apply(verdict.transitions, now);
  verdict.opened = count_of(verdict.transitions, ViolationState::open);
  verdict.resolved = count_of(verdict.transitions, ViolationState::resolved);
  return verdict;
}

}  // namespace segaudit::agent
