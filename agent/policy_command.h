#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "rules/policy_set.h"

namespace segaudit::agent {

// `segaudit policy list|show|lint|test`: `arguments` is what follows the word `policy`, `sources` what the
// configuration says. Results go to `out`, everything else to `err`. Returns the exit code: 0 fine, 1 problems in packs
// or failed cases, 2 wrong use. Foreign text is made safe for a terminal.
int run_policy_command(const std::vector<std::string>& arguments, const rules::PolicySources& sources,
                       std::ostream& out, std::ostream& err);

}  // namespace segaudit::agent
