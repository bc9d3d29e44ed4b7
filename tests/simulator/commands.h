// Commands under /simulator/: they change the workspace, inject faults and tell what was asked. No token needed; the
// server listens on loopback only.
#pragma once

#include "tests/simulator/simulator.h"

namespace segaudit::simulator {

Reply run_command(Simulator& simulator, const Request& request, const Target& target);

}  // namespace segaudit::simulator
