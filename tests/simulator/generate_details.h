// What a generated workspace has around its sources and destinations: filters, subscriptions, warehouses, functions,
// transformations. A small share of everything is a mistake.
#pragma once

#include "tests/simulator/dice.h"
#include "tests/simulator/options.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

// Of destination `number` of source `source` and Meta id `meta`: up to two filters, and subscriptions where the
// integration has actions.
void generate_destination_details(std::size_t number, std::size_t source, std::size_t meta, Dice& dice,
                                  Workspace& workspace);

void generate_warehouses(const Scale& scale, Workspace& workspace);
void generate_transformations(const Scale& scale, Dice& dice, Workspace& workspace);
void generate_functions(const Scale& scale, Dice& dice, Workspace& workspace);

}  // namespace segaudit::simulator
