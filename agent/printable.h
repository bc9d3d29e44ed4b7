#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segaudit::agent {

// Text of foreign origin, made safe for one line on a terminal or in a log. Control characters, line breaks and the
// characters that turn the writing direction become \xNN or \u{NNNN}, as do bytes that are not UTF-8. The result has at
// most max_bytes bytes; what was cut shows as "...". Any thread.
std::string printable(std::string_view text, std::size_t max_bytes = 200);

}  // namespace segaudit::agent
