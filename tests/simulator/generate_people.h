// People of a generated workspace: roles, users, groups with members, invites.
#pragma once

#include "tests/simulator/dice.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

// Most users get their roles from one to three groups; a few have one of their own, and one in a hundred has an
// address elsewhere.
void generate_people(std::size_t users, Dice& dice, Workspace& workspace);

}  // namespace segaudit::simulator
