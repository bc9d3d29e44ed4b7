// What a fault does to an answer.
#pragma once

#include <optional>

#include "tests/simulator/fault_rule.h"
#include "tests/simulator/reply.h"

namespace segaudit::simulator {

// The reply that takes the place of an answer (status, 429, redirect), sent before any check of the request.
// Nothing for faults that need the true answer.
std::optional<Reply> replacement(const FaultRule& rule);

// The true answer after the fault.
Reply spoiled(const FaultRule& rule, Reply reply);

}  // namespace segaudit::simulator
