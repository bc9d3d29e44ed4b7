#pragma once

#include <memory>
#include <set>
#include <string>

#include "agent/config.h"
#include "rules/policy_set.h"
#include "rules/waiver.h"

namespace segaudit::agent {

// Everything that workspaces are judged by. Never changed: a reload makes another one.
struct Rulebook {
  rules::PolicySet policies;  // without problems
  rules::ParameterOverrides parameters;
  std::set<std::string> disabled;  // policy ids
  rules::WaiverFile waivers;
  EnvironmentsConfig environments;
};

using SharedRulebook = std::shared_ptr<const Rulebook>;

// Reads packs and waivers. Throws ConfigError with the mistakes of all of them.
SharedRulebook rulebook_of(const Config& config);
// The same with one pack in place of the loaded pack of its name, or beside them where there is none of that name.
SharedRulebook rulebook_with(const std::string& pack_file, const Config& config);

}  // namespace segaudit::agent
