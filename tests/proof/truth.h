#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/proof/witness.h"
#include "tests/proof/world.h"

namespace segaudit::proof {

// What a policy of the proof needs to be judged.
struct Need {
  std::string policy;
  std::string resource;            // kind
  std::vector<std::string> lists;  // root lists; without one the whole policy is unknown
  std::string under;               // kind read under each resource; empty: none. Without it the resource is unknown
};
const std::vector<Need>& needs();

inline constexpr std::chrono::hours kEventKept{2};
inline constexpr const char* kEventPolicy = "source-went-away";

// What the policies should say. A listing is no snapshot, and the lists of two kinds are from two times: so a finding
// is allowed when it was true of some combination of what was the case since each collection was last seen whole. What
// is gone and still shown, because its end is not confirmed yet, counts as it last was.
class Truth {
 public:
  // `shown`: what the agent's log holds.
  Truth(const World& world, const Witness& witness, const std::set<ResourceKey>& shown)
      : world_(world), witness_(witness), shown_(shown) {}

  bool may_be_violated(const std::string& policy, const std::string& id, Time now) const;
  bool may_be_fine(const std::string& policy, const std::string& id, Time now) const;
  // What is violated right now, exactly.
  std::set<std::string> violated(const std::string& policy, Time now) const;

 private:
  struct Seen {
    std::vector<const Version*> versions;
    bool absent;  // at some time
  };
  Seen seen(const std::string& kind, const std::string& id, const std::string& parent, Time now) const;
  bool has_destination(const std::string& source, Time now, bool always) const;
  bool has_edge(const std::string& plan, Time now, bool always) const;

  const World& world_;
  const Witness& witness_;
  const std::set<ResourceKey>& shown_;
  bool exact_ = false;
};

}  // namespace segaudit::proof
