#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/inventory.h"
#include "agent/policy_states.h"
#include "agent/workspace_state.h"
#include "rules/evaluator.h"
#include "storage/query_session.h"
#include "storage/store.h"

namespace segaudit::agent {

// What one judgement did.
struct Verdict {
  storage::Seq seq = 0;         // position of the log that was judged
  std::size_t evaluated = 0;    // policies
  std::size_t opened = 0, resolved = 0;
  std::vector<storage::Transition> transitions;
};

// Judges what is stored: evaluates the policies that may answer differently now, all at one position of the log, and
// moves the violations. One thread.
class Judge {
 public:
  // The policies have passed lint and outlive the judge, as the store does.
  Judge(storage::Store& store, const std::vector<rules::Policy>& policies, const rules::ParameterOverrides& overrides);

  // Throws StorageError; then no violation has moved.
  Verdict run(storage::Time now);

  const std::vector<PolicyState>& policies() const { return states_.all(); }
  const std::vector<InventoryFamily>& inventory() const { return inventory_; }
  const WorkspaceNames& names() const { return names_; }

 private:
  std::vector<rules::Evaluation> evaluate(storage::Time now, Verdict& verdict);

  storage::Store& store_;
  const std::vector<rules::Policy>& policies_;
  storage::QuerySession session_;
  rules::Evaluator evaluator_;
  std::map<const rules::Policy*, rules::Evaluation> latest_;
  PolicyStates states_;
  std::vector<InventoryFamily> inventory_;
  WorkspaceNames names_;
  storage::Seq judged_ = -1;
};

}  // namespace segaudit::agent
