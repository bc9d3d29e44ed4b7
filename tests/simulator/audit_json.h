// Audit events as JSON.
#pragma once

#include <string>
#include <string_view>

#include "tests/simulator/audit_trail.h"

namespace segaudit::simulator {

// As the API answers it. The precision of the timestamp varies as the API's does, without losing milliseconds.
std::string to_json(const AuditEvent& event);

// Reads the members the API answers; instead of `timestamp` also `hoursAgo`, and `late` (seconds until it shows).
// Throws BadJson when the type, the resource or a usable time is missing.
AuditEvent read_audit_event(std::string_view json, TimePoint now);

}  // namespace segaudit::simulator
