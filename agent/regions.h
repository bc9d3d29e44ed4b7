#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace segaudit::agent {

// Where the Public API of a region is. A token belongs to the region of its workspace.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRegions = {{
    {"us", "https://api.segmentapis.com"},
    {"eu", "https://eu1.api.segmentapis.com"},
}};

}  // namespace segaudit::agent
