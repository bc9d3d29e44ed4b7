#pragma once

#include <string>
#include <string_view>

namespace segaudit::rules {

// Patterns of waivers: * stands for any text, ? for one character, a backslash takes the next character as it is.
// Nothing else is special. Pure.

bool is_pattern(std::string_view text);                         // holds * or ? that is not behind a backslash
bool matches(std::string_view pattern, std::string_view text);  // the whole text
std::string pattern_for(std::string_view text);                 // matches exactly this text
std::string text_of_pattern(std::string_view pattern);          // the only text it matches; of one without * and ?

}  // namespace segaudit::rules
