#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::rules {

// Reads a duration as Prometheus writes it: "90s", "1h30m", "7d"; units ms, s, m, h, d, w, largest first, each at most
// once; "0" needs no unit. Anything else, and what exceeds a hundred years: nothing.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// The shortest such text: "1h30m"; zero is "0s".
std::string format_duration(std::chrono::milliseconds duration);

// What to tell someone whose text is not a duration: must be a duration such as 5m (got "5"; a unit is missing: 5m?)
std::string duration_mistake(std::string_view text);

}  // namespace segaudit::rules
