#include "storage/change_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace segaudit::storage {
namespace {

using nlohmann::json;

std::string escaped(const std::string& key) {
  std::string text;
  for (char c : key) {
    if (c == '~') text += "~0";
    else if (c == '/') text += "~1";
    else text += c;
  }
  return text;
}

class Comparison {
 public:
  void compare(const std::string& place, const json* before, const json* after) {
    if (before && after && before->is_object() && after->is_object()) return objects(place, *before, *after);
    if (before && after && before->is_array() && after->is_array()) return arrays(place, *before, *after);
    if (before && after && *before == *after) return;
    fields.push_back({place, text_of(before), text_of(after)});
  }

  std::vector<ChangedField> fields;

 private:
  static std::optional<std::string> text_of(const json* value) {
    return value ? std::optional(value->dump()) : std::nullopt;
  }

  void objects(const std::string& place, const json& before, const json& after) {
    for (const auto& [key, value] : before.items()) {
      const auto other = after.find(key);
      compare(place + "/" + escaped(key), &value, other == after.end() ? nullptr : &*other);
    }
    for (const auto& [key, value] : after.items())
      if (!before.contains(key)) compare(place + "/" + escaped(key), nullptr, &value);
  }

  void arrays(const std::string& place, const json& before, const json& after) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i)
      compare(place + "/" + std::to_string(i), i < before.size() ? &before[i] : nullptr,
              i < after.size() ? &after[i] : nullptr);
  }
};

}  // namespace

std::vector<ChangedField> changed_fields(const std::string& before, const std::string& after) {
  const json old = json::parse(before), now = json::parse(after);
  Comparison comparison;
  comparison.compare("", &old, &now);
  std::sort(comparison.fields.begin(), comparison.fields.end(),
            [](const auto& a, const auto& b) { return a.field < b.field; });
  return comparison.fields;
}

}  // namespace segaudit::storage
