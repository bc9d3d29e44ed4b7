#pragma once

#include <string>
#include <string_view>

namespace segaudit::agent {

bool is_utf8(std::string_view text);

// The text with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string to_utf8(std::string_view text);

}  // namespace segaudit::agent
