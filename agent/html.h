#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "storage/time.h"

namespace segaudit::agent {

// Text for an element's content or a quoted attribute. Markup stays text; characters that are invisible or turn the
// writing direction become visible escapes; very long text is cut.
std::string html(std::string_view text);

// The same, but line breaks and tabs stay what they are: for preformatted text.
std::string html_text(std::string_view text);

// The same for text of several lines: each becomes a paragraph.
std::string html_paragraphs(std::string_view text);

// "2026-03-01 12:00:00 UTC", marked up as a time.
std::string html_time(storage::Time time);

// Roughly how long: "12 s", "5 min", "3 h", "4 d". Below zero (clocks that disagree) is "0 s".
std::string rough_duration(std::chrono::milliseconds duration);

}  // namespace segaudit::agent
