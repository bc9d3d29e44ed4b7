#pragma once

#include <span>
#include <vector>

#include "rules/evaluation.h"
#include "rules/waivers.h"
#include "storage/model.h"

namespace segaudit::rules {

// What happens to violations, given those that are active, what policies said at `now`, and the waivers. Pure.
// First the findings:
// - A finding without a violation: pending, or open at once when the policy's `for` is zero.
// - A pending one whose `for` has passed: open. An active one that is no longer found, waived or not: resolved.
// - One whose facts changed (severity, name, message, evidence, the actor that the query names) keeps its state; a
// transition brings the facts up to date.
// - Failed, Unknown, and resources that a gap hides: nothing opens, moves on or resolves.
// - A policy that is not among the evaluations: its violations stay as they are, but see `retire`.
// Then the waivers, on whatever is active after that, whether it could be judged or not:
// - One that a waiver in force names is waived, and says by which.
// - A waived one that none names any more is what it would be without: open, or pending while its `for` has not passed
// since it was first seen. Also where its policy is unknown or failed: it is open again, as it was last known.
// Transitions come in key order: policy, resource kind, resource id.
std::vector<storage::Transition> reconcile(std::span<const storage::Violation> active,
                                           std::span<const Evaluation> evaluations, storage::Time now,
                                           const Waivers& waivers = {}, const BodyHashes& bodies = {});

// Ends the violations of policies that are no longer loaded, waived ones too.
std::vector<storage::Transition> retire(std::span<const storage::Violation> active, std::span<const Policy> policies,
                                        storage::Time now);

}  // namespace segaudit::rules
