// Where the simulator leaves the response schemas on purpose.
#pragma once

#include <string>
#include <string_view>

#include "tests/simulator/conformance_check/schema_validator.h"

namespace segaudit::simulator {

// Why this problem is intended; empty when it is not.
std::string_view intended_deviation(std::string_view operation, const SchemaProblem& problem);

}  // namespace segaudit::simulator
