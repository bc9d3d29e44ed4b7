#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/workspace_state.h"
#include "rules/evaluation.h"

namespace segaudit::agent {

// What each policy last said, as the outputs show it. One thread.
class PolicyStates {
 public:
  explicit PolicyStates(const std::vector<rules::Policy>& policies);

  // `counts`: resources by kind, for policies that are unknown as a whole.
  void note(const rules::Evaluation& evaluation, storage::Time now, const std::map<std::string, std::int64_t>& counts);

  const std::vector<PolicyState>& all() const { return states_; }

 private:
  const std::vector<rules::Policy>& policies_;
  std::vector<PolicyState> states_;
};

}  // namespace segaudit::agent
