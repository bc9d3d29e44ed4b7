#include "rules/evaluator.h"

#include <algorithm>

#include "rules/findings.h"
#include "rules/hidden.h"

namespace segaudit::rules {
namespace {

bool share(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& element) { return b.contains(element); });
}

}  // namespace

Parameters parameters_in_force(const Policy& policy, const ParameterOverrides& overrides) {
  Parameters parameters = policy.parameters;
  if (const auto own = overrides.find(policy.id); own != overrides.end())
    for (const auto& [name, value] : own->second) parameters[name] = value;
  return parameters;
}

Evaluator::Evaluator(std::span<const Policy> policies, const ParameterOverrides& overrides,
                     storage::QuerySession& session)
    : session_(session) {
  for (const auto& policy : policies) {
    Bound bound{&policy, parameters_in_force(policy, overrides), {}, {}};
    try {
      bound.reads = session.inspect(policy.query);
    } catch (const storage::QueryError& error) {
      bound.error = error.what();
    }
    bound_.push_back(std::move(bound));
  }
}

bool Evaluator::is_due(const Bound& bound, const std::set<std::string>& changed_kinds) const {
  const bool ends_by_time = bound.policy->type == PolicyType::event;
  return ends_by_time || !bound.error.empty() || bound.reads.time_dependent ||
         share(bound.reads.kinds, changed_kinds) || (bound.reads.reads_changes && !changed_kinds.empty());
}

std::vector<const Policy*> Evaluator::due(const std::set<std::string>& changed_kinds) const {
  std::vector<const Policy*> due;
  for (const auto& bound : bound_)
    if (is_due(bound, changed_kinds)) due.push_back(bound.policy);
  return due;
}

std::set<std::string> Evaluator::kinds_read_by(const Policy& policy) const {
  const auto bound = std::ranges::find(bound_, &policy, &Bound::policy);
  return bound == bound_.end() ? std::set<std::string>() : bound->reads.kinds;
}

std::vector<Evaluation> Evaluator::evaluate(std::span<const Policy* const> policies, storage::Time now) {
  std::vector<Evaluation> evaluations;
  for (const auto& bound : bound_)
    if (std::ranges::find(policies, bound.policy) != policies.end()) evaluations.push_back(evaluate_one(bound, now));
  return evaluations;
}

std::vector<Evaluation> Evaluator::evaluate_all(storage::Time now) {
  std::vector<Evaluation> evaluations;
  for (const auto& bound : bound_) evaluations.push_back(evaluate_one(bound, now));
  return evaluations;
}

Evaluation Evaluator::evaluate_one(const Bound& bound, storage::Time now) {
  const auto begin = std::chrono::steady_clock::now();
  Evaluation evaluation{bound.policy, judge(bound, now), {}};
  evaluation.duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  return evaluation;
}

Outcome Evaluator::judge(const Bound& bound, storage::Time now) {
  if (!bound.error.empty()) return Failed{bound.error};
  // What happened has happened: a gap cannot undo it.
  Hidden hidden;
  if (bound.policy->type == PolicyType::state)
    hidden = hidden_from(*bound.policy, session_.blindness(bound.reads.kinds));
  if (!hidden.everything.empty()) return Unknown{hidden.everything};
  try {
    return without_hidden(findings_of(*bound.policy, session_.run(bound.policy->query, bound.parameters), now),
                          std::move(hidden.resources));
  } catch (const storage::QueryError& error) {
    return Failed{error.what()};
  }
}

}  // namespace segaudit::rules
