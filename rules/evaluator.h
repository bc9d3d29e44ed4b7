#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "rules/evaluation.h"
#include "storage/query_session.h"

namespace segaudit::rules {

using ParameterOverrides = std::map<std::string, Parameters>;  // by policy id

// The defaults of the policy, with what is overridden.
Parameters parameters_in_force(const Policy& policy, const ParameterOverrides& overrides);

// Policies bound to a query session: knows what each of them reads, and so which are due. One thread.
class Evaluator {
 public:
  // Policies must have passed lint; they and the session outlive the evaluator. Throws nothing: a policy that cannot be
  // compiled fails when it is evaluated.
  Evaluator(std::span<const Policy> policies, const ParameterOverrides& overrides, storage::QuerySession& session);

  // Policies that may answer differently after documents of these kinds changed, or a collection of these kinds got or
  // lost a gap, or just because time went by. After a change of configuration all are due.
  std::vector<const Policy*> due(const std::set<std::string>& changed_kinds) const;

  // Kinds whose documents the policy's query reads; none for one that cannot be compiled.
  std::set<std::string> kinds_read_by(const Policy& policy) const;

  // Evaluates in the session's current read transaction; `now` as given to its begin(). Throws StorageError.
  std::vector<Evaluation> evaluate(std::span<const Policy* const> policies, storage::Time now);
  std::vector<Evaluation> evaluate_all(storage::Time now);

 private:
  struct Bound {
    const Policy* policy = nullptr;
    Parameters parameters;
    storage::Inspection reads;
    std::string error;  // why it cannot be compiled
  };
  bool is_due(const Bound& bound, const std::set<std::string>& changed_kinds) const;
  Evaluation evaluate_one(const Bound& bound, storage::Time now);
  Outcome judge(const Bound& bound, storage::Time now);

  std::vector<Bound> bound_;
  storage::QuerySession& session_;
};

}  // namespace segaudit::rules
