#pragma once

namespace segaudit::agent {

inline constexpr const char* kVersion = SEGAUDIT_VERSION;

}  // namespace segaudit::agent
