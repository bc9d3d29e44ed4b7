#include "agent/csv.h"

#include <limits>
#include <string_view>

#include "agent/printable.h"

namespace segaudit::agent {
namespace {

bool looks_like_formula(const std::string& value) {
  return !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
}

}  // namespace

std::string csv_quoted(const std::string& value) {
  if (value.find_first_of("\",\r\n") == std::string::npos) return value;
  std::string field = "\"";
  for (const char c : value) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

std::string csv_field(const std::string& value) {
  const std::string prefix = looks_like_formula(value) ? "'" : "";
  return csv_quoted(prefix + printable(value, std::numeric_limits<std::size_t>::max()));
}

}  // namespace segaudit::agent
