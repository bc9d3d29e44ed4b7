#pragma once

#include <string>
#include <string_view>

namespace segaudit::agent {

// Every byte that is not a letter, a digit or one of - . _ ~ becomes %XX: for a path's segment, a query's name or
// value.
std::string percent_encoded(std::string_view text);

}  // namespace segaudit::agent
