#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "agent/inventory.h"
#include "agent/policy_states.h"
#include "agent/rulebook.h"
#include "agent/workspace_state.h"
#include "rules/evaluator.h"
#include "rules/waivers.h"
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
  // `workspace` is the name whose waivers count. The store outlives the judge.
  Judge(storage::Store& store, SharedRulebook rules, const std::string& workspace);

  // Throws StorageError; then no violation has moved.
  Verdict run(storage::Time now);

  const std::vector<PolicyState>& policies() const { return states_.all(); }
  const std::vector<InventoryFamily>& inventory() const { return inventory_; }
  // How the waivers are getting on with these violations.
  std::vector<WaiverState> waivers(std::span<const storage::Violation> violations, storage::Time now) const;
  const WorkspaceNames& names() const { return names_; }

 private:
  std::vector<rules::Evaluation> evaluate(storage::Time now, Verdict& verdict);
  void read_bound_bodies(const std::set<std::string>& changed_kinds);
  // Finds the changes that opened violations, and who made them. A violation's cause is the last change since the policy
  // was judged before, of a kind that it reads: of the violation's resource, of what is read under it, or of an edge of
  // it. What was found at a first look, after a start or by a new policy has none: rather nobody than somebody else.
  void find_causes(Verdict& verdict, std::span<const storage::Violation> active);
  storage::Seq judged_before(const rules::Policy& policy) const;

  storage::Store& store_;
  const SharedRulebook rules_;
  const std::vector<rules::Policy>& policies_;  // of the rulebook
  const rules::Waivers waivers_;
  rules::BodyHashes bodies_;  // of what waivers are bound to
  storage::QuerySession session_;
  rules::Evaluator evaluator_;
  std::map<const rules::Policy*, rules::Evaluation> latest_;
  PolicyStates states_;
  std::vector<InventoryFamily> inventory_;
  WorkspaceNames names_;
  storage::Seq judged_ = -1;
  const storage::Seq begin_;                                 // what was recorded before may have been judged already
  std::map<const rules::Policy*, storage::Seq> judged_at_;   // the last time that the policy could be judged
};

}  // namespace segaudit::agent
