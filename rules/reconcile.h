#pragma once

#include <span>
#include <vector>

#include "rules/evaluation.h"
#include "storage/model.h"

namespace segaudit::rules {

// What happens to violations, given those that are active and what policies said at `now`. Pure.
// - A finding without a violation: pending, or open at once when the policy's `for` is zero.
// - A pending one whose `for` has passed: open. An active one that is no longer found: resolved.
// - One whose facts changed (severity, name, message, evidence) keeps its state; a transition brings the facts up to
// date.
// - A waived one is left as it is.
// - Failed, Unknown, and resources that a gap hides: nothing opens, moves on or resolves.
// - A policy that is not among the evaluations: its violations stay as they are, but see `retire`.
// Transitions come in key order: policy, resource kind, resource id.
std::vector<storage::Transition> reconcile(std::span<const storage::Violation> active,
                                           std::span<const Evaluation> evaluations, storage::Time now);

// Ends the violations of policies that are no longer loaded, waived ones too.
std::vector<storage::Transition> retire(std::span<const storage::Violation> active, std::span<const Policy> policies,
                                        storage::Time now);

}  // namespace segaudit::rules
