#pragma once

#include <string>
#include <string_view>

namespace segaudit::simulator {

// The bytes in gzip format, at the fastest level.
std::string gzipped(std::string_view bytes);

}  // namespace segaudit::simulator
