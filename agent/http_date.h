#pragma once

#include <optional>
#include <string>

#include "storage/time.h"

namespace segaudit::agent {

// Reads the date of an HTTP header, "Mon, 02 Jan 2006 15:04:05 GMT": whole seconds. Nothing for anything else.
std::optional<storage::Time> parse_http_date(const std::string& text);

}  // namespace segaudit::agent
