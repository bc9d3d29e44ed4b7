#pragma once

#include <string>

namespace segaudit::agent {

// A JSON document as a table of its leaves: where each stands, and its value. Long documents are cut, which is said.
// Pure.
std::string values_table(const std::string& json);

// One JSON value as a piece of text for people. Fingerprints are shown as what they are.
std::string value_html(const std::string& json);

}  // namespace segaudit::agent
