#include "agent/item_json.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "agent/document.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

using nlohmann::json;

constexpr std::string_view kParent = "{parent}";
constexpr std::string_view kNulSymbol = "\xE2\x90\x80";

std::string shown(std::string_view name) { return "\"" + printable(name, 60) + "\""; }

// nlohmann/json could tell the names while it parses, in a time that grows with the square of the members' number.
void refuse_twice(std::string_view item) {
  namespace ondemand = simdjson::ondemand;
  ondemand::parser parser;
  const simdjson::padded_string padded(item);
  ondemand::document document;
  ondemand::object object;
  if (parser.iterate(padded).get(document) || document.get_object().get(object)) return;
  std::vector<std::string_view> names;
  for (auto field : object) {
    std::string_view name;
    if (field.unescaped_key().get(name)) return;
    names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) throw DocumentError("an item has the member " + shown(*twice) + " twice");
}

json parsed(std::string_view item) {
  json value = json::parse(item, nullptr, false);
  if (value.is_discarded()) throw DocumentError("an item is not valid JSON");
  if (value.is_object()) refuse_twice(item);
  return value;
}

std::string word_for(const json& value) {
  if (value.is_null()) return "null";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "text";
  return value.is_number() ? "a number" : "true or false";
}

void require_objects(const Kind& kind, const json& item) {
  for (const auto& embedded : kind.embedded)
    if (const auto found = item.find(embedded.field); found != item.end() && !found->is_object())
      throw DocumentError("an item's " + std::string(embedded.field) + " is " + word_for(*found) + ", not an object");
}

// Empty: absent.
std::string id_part(const json& item, std::string_view field, std::string_view parent) {
  if (field == kParent) return std::string(parent);
  const auto found = item.find(field);
  if (found == item.end() || found->is_null()) return {};
  const std::string what = "an item's " + std::string(field);
  json value = *found;
  make_canonical(value);
  if (value.is_number_float()) throw DocumentError(what + " is a number that has no exact form");
  if (value.is_number()) return json_text(value);
  if (!value.is_string()) throw DocumentError(what + " is neither text nor a number");
  auto text = value.get<std::string>();
  if (text.find('\0') != std::string::npos) throw DocumentError(what + " holds a NUL character");
  return text;
}

void show_nul(std::string& text) {
  for (auto at = text.find('\0'); at != std::string::npos; at = text.find('\0', at)) text.replace(at, 1, kNulSymbol);
}

void show_nul(json& value) {
  if (value.is_string()) return show_nul(value.get_ref<std::string&>());
  if (value.is_array())
    for (auto& element : value) show_nul(element);
  if (!value.is_object()) return;
  json renamed = json::object();
  for (auto& [key, member] : value.items()) {
    std::string name = key;
    show_nul(name);
    show_nul(member);
    renamed[name] = std::move(member);
  }
  value = std::move(renamed);
}

}  // namespace

void make_canonical(json& number) {
  if (!number.is_number_float()) return;
  const double value = number.get<double>();
  if (std::abs(value) < 9e15 && value == std::floor(value)) number = std::int64_t(value);
}

std::string json_text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json item_object(const Kind& kind, std::string_view item) {
  json value = parsed(item);
  if (!kind.bare.empty()) {
    if (!value.is_string()) throw DocumentError("an item is not a string");
    return json{{std::string(kind.bare), std::move(value)}};
  }
  if (!value.is_object()) throw DocumentError("an item is not an object");
  require_objects(kind, value);
  return value;
}

std::string id_of(const Kind& kind, const json& item, std::string_view parent) {
  if (kind.id_fields.empty()) return std::string(parent);
  std::string id;
  bool own = false;  // the id must hold at least the first field that is the item's own
  for (const auto field : kind.id_fields) {
    const std::string part = id_part(item, field, parent);
    if (field != kParent && !own) {
      if (part.empty()) throw DocumentError("an item has no " + std::string(field));
      own = true;
    }
    if (!id.empty()) id += '/';
    id += part;
  }
  if (id.size() > kLongestId)
    throw DocumentError("an item's id has " + std::to_string(id.size()) + " bytes, more than " +
                        std::to_string(kLongestId));
  return id;
}

std::string document_text(json document) {
  std::string text = json_text(document);
  if (text.find("\\u0000") != std::string::npos) {
    show_nul(document);
    text = json_text(document);
  }
  if (text.size() > kLargestDocument)
    throw TooLargeError("an item has " + std::to_string(text.size()) + " bytes as it would be stored, more than " +
                        std::to_string(kLargestDocument));
  return text;
}

}  // namespace segaudit::agent
