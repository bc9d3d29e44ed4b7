#include "agent/policy_states.h"

#include <algorithm>

namespace segaudit::agent {

PolicyStates::PolicyStates(const std::vector<rules::Policy>& policies) : policies_(policies) {
  for (const auto& policy : policies_) states_.emplace_back().policy = policy;
}

void PolicyStates::note(const rules::Evaluation& evaluation, storage::Time now,
                        const std::map<std::string, std::int64_t>& counts) {
  PolicyState& state = states_[std::size_t(evaluation.policy - policies_.data())];
  PolicyState fresh;
  fresh.policy = std::move(state.policy);
  fresh.evaluated = true;
  fresh.at = now;
  fresh.duration = evaluation.duration;
  if (const auto* failed = std::get_if<rules::Failed>(&evaluation.outcome)) {
    fresh.failure = failed->reason;
  } else if (const auto* unknown = std::get_if<rules::Unknown>(&evaluation.outcome)) {
    fresh.unknown_reason = unknown->reason;
    const auto count = counts.find(fresh.policy.resource);
    // Not even one known resource: the policy as such cannot be judged.
    fresh.unknown_count = std::max<std::int64_t>(1, count == counts.end() ? 0 : count->second);
  } else {
    fresh.unknown_resources = std::get<rules::Judged>(evaluation.outcome).unknown;
    fresh.unknown_count = std::int64_t(fresh.unknown_resources.size());
  }
  fresh.success = fresh.failure.empty();
  state = std::move(fresh);
}

}  // namespace segaudit::agent
