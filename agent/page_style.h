#pragma once

#include <string_view>

namespace segaudit::agent {

// The pages' style sheet.
std::string_view page_style();

// The pages' icon, SVG.
std::string_view page_icon();

}  // namespace segaudit::agent
