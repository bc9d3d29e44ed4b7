#include "agent/hideable.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace segaudit::agent {

using nlohmann::json;

bool lacks_hideable(const Kind& kind, const std::string& body) {
  return std::ranges::any_of(kind.hideable, [&](std::string_view field) {
    return body.find('"' + std::string(field) + '"') == std::string::npos;
  });
}

std::string with_hidden(const Kind& kind, const std::string& body, const std::string& known) {
  json document = json::parse(body, nullptr, false);
  const json before = json::parse(known, nullptr, false);
  if (!document.is_object() || !before.is_object()) return body;
  for (const auto field : kind.hideable)
    if (const auto value = before.find(field); value != before.end() && !document.contains(field))
      document[std::string(field)] = *value;
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace segaudit::agent
