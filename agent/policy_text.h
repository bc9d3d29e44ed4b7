#pragma once

#include <string>

#include "rules/policy_set.h"

namespace segaudit::agent {

// Policies as people and programs read them. Foreign text is made safe for a terminal.

// A table, one line per policy; policies that the configuration disables say so.
std::string policy_table(const rules::PolicySet& set, const rules::PolicySources& sources);

// JSON array, one object per policy.
std::string policies_as_json(const rules::PolicySet& set, const rules::PolicySources& sources);

// Everything about one policy: what it says, reads, and how to remedy what it finds.
std::string policy_description(const rules::Policy& policy, const rules::PolicySources& sources,
                               storage::QuerySession& model);

}  // namespace segaudit::agent
