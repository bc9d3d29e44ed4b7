#pragma once

#include <string_view>

namespace segaudit::agent {

// The page's style sheet.
std::string_view page_style();

}  // namespace segaudit::agent
