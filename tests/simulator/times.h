// Time as the simulated API sees it: a clock that tests can replace, and the text forms used on the wire.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::simulator {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
// Called from every thread that answers a request.
using Clock = std::function<TimePoint()>;

TimePoint system_now();

// 2026-03-01T12:00:00.250Z
std::string iso_time(TimePoint time);

// Reads RFC 3339 times in UTC or with an offset, any number of fraction digits, and plain dates.
std::optional<TimePoint> parse_iso_time(std::string_view text);

// Sun, 01 Mar 2026 12:00:00 GMT, the form of `Date` and `X-RateLimit-Reset` (RFC 5322).
std::string http_date(TimePoint time);

}  // namespace segaudit::simulator
