#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segaudit::rules {

// The text in double quotes, for error texts; long ones are cut and end in "...".
std::string in_quotes(std::string_view text);

// "a, b and c".
std::string listed(const std::vector<std::string>& words);

// " (did you mean severity?)" when one of the candidates is close to the word, else nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// At most max_bytes of the text; never half a UTF-8 character. What was cut shows as "...".
std::string shortened(std::string_view text, std::size_t max_bytes);

}  // namespace segaudit::rules
