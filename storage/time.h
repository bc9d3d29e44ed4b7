#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::storage {

// A moment in UTC, to the millisecond: what the log stores.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// "2026-03-01T12:00:00Z", with ".123" before the Z when there are milliseconds.
std::string format_time(Time time);

// Reads ISO 8601 / RFC 3339: a date, or a date and time with any number of fraction digits (cut to milliseconds) and
// "Z" or an offset. A date alone is its midnight in UTC. Anything else, impossible dates included: nothing.
std::optional<Time> parse_time(std::string_view text);

}  // namespace segaudit::storage
