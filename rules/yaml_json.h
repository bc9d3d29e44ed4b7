#pragma once

#include <string>

#include "storage/query_session.h"

namespace YAML {
class Node;
}

namespace segaudit::rules {

// A YAML value as JSON text. Plain scalars are what they look like (true, 5, 1.5, null); quoted ones and everything
// else are strings. Throws std::length_error when the value holds more than 100,000 nodes (aliases multiply).
std::string json_text(const YAML::Node& node);

// A value that a query can bind: a scalar as it is (booleans are 1 and 0, as SQLite has them), a list or mapping as
// JSON text for json_each(:name).
storage::Value parameter_value(const YAML::Node& node);

// A parameter that a query can bind, as a person writes it.
std::string parameter_text(const storage::Value& value);

}  // namespace segaudit::rules
