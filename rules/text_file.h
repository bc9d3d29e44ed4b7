#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "rules/form.h"

namespace segaudit::rules {

inline constexpr std::uintmax_t kLargestFile = 1 << 20;  // bytes; a pack or a test file is far smaller

// The file's bytes. One that is missing, unreadable or too large is noted, and nothing is returned.
std::optional<std::string> read_text_file(const std::filesystem::path& file, Problems& problems,
                                          std::uintmax_t largest = kLargestFile);

}  // namespace segaudit::rules
