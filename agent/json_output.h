#pragma once

#include <string>

namespace segaudit::agent {

// JSON text, safe to show on a terminal: the characters that control it or turn the writing direction, which JSON
// allows inside strings, are written as \uNNNN. The meaning stays the same. `json` is valid JSON in UTF-8. Any thread.
std::string without_control_characters(const std::string& json);

}  // namespace segaudit::agent
