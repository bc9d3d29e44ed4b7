#pragma once

#include <map>
#include <span>
#include <string>

#include "rules/evaluation.h"

namespace segaudit::rules {

// What gaps hide from a policy.
struct Hidden {
  std::string everything;                        // why the whole policy is unknown; empty: it is not
  std::map<std::string, std::string> resources;  // resources that are unknown, with the reason
};

// A gap under a resource of the policy's own kind hides that resource. Any other gap hides the whole policy: which of
// its resources it concerns is not known.
Hidden hidden_from(const Policy& policy, std::span<const storage::Blindness> blindness);

// The outcome, saying nothing about resources that are hidden.
Outcome without_hidden(Outcome outcome, std::map<std::string, std::string> hidden);

}  // namespace segaudit::rules
