#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::rules {

// Changes, found by what they are about. The changes outlive it.
class ChangesByResource {
 public:
  explicit ChangesByResource(std::span<const storage::Change> changes);

  // The last change after a position, of a kind among these, that is one of the resource itself, of something that is
  // read under it, or of an edge that it is an end of ("group/user"). 0: there is none.
  storage::Seq last(const std::string& kind, const std::string& id, const std::set<std::string>& kinds,
                    storage::Seq after) const;

 private:
  std::map<std::string, std::vector<const storage::Change*>> by_name_;
};

// The change that opened a violation; 0: none that is known.
using CauseOf = std::function<storage::Seq(const storage::Violation&)>;
// Who made a change; nothing: not known, or not yet.
using ActorOf = std::function<std::optional<std::string>(storage::Seq)>;

// Says of violations which change opened them, and by whom. Only what is new gets a cause; whoever made a cause is noted
// with the next step of the violation, or by a transition that changes nothing else when the actor becomes known later.
// A violation whose query named an actor keeps that one.
std::vector<storage::Transition> with_causes(std::vector<storage::Transition> transitions,
                                             std::span<const storage::Violation> active, const CauseOf& cause_of,
                                             const ActorOf& actor_of);

}  // namespace segaudit::rules
