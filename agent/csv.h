#pragma once

#include <string>

namespace segaudit::agent {

// A CSV field (RFC 4180), quoted where it must be.
std::string csv_quoted(const std::string& value);

// A field of foreign origin: control characters are escaped, and what a spreadsheet would run as a formula, also between
// quotes, begins with an apostrophe.
std::string csv_field(const std::string& value);

}  // namespace segaudit::agent
