// A large workspace for benchmarks.
#pragma once

#include "tests/simulator/options.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

// Fills an empty workspace. Catalogue documents have 10 to 50 KB, as those of real integrations. A small share of
// everything is wrong in some way, so that policies find something. The audit history ends at `now`.
void generate_workspace(const Scale& scale, std::uint64_t seed, TimePoint now, Workspace& workspace);

}  // namespace segaudit::simulator
