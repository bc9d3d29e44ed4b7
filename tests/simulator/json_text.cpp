#include "tests/simulator/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace segaudit::simulator {

namespace {

using Json = nlohmann::ordered_json;

Json parsed(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw BadJson(error.what());
  }
}

Json parsed_object(std::string_view text) {
  Json document = parsed(text);
  if (!document.is_object()) throw BadJson("expected a JSON object");
  return document;
}

std::string dumped(const Json& document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<std::string> scalar(const Json& document, std::string_view name) {
  const auto member = document.find(name);
  if (member == document.end() || member->is_null() || member->is_structured()) return std::nullopt;
  return member->is_string() ? member->get<std::string>() : member->dump();
}

std::string id_of(const Json& object, std::span<const std::string_view> fields) {
  std::string id;
  for (const std::string_view field : fields) {
    if (field != fields.front()) id += ':';
    id += scalar(object, field).value_or("");
  }
  return id;
}

std::vector<std::string> elements_of(const Json& document) {
  if (!document.is_array()) return {dumped(document)};
  std::vector<std::string> elements;
  for (const Json& element : document) elements.push_back(dumped(element));
  return elements;
}

}  // namespace

std::string merged(std::string_view document, std::string_view patch) {
  Json result = parsed_object(document);
  result.merge_patch(parsed_object(patch));
  return dumped(result);
}

std::string compact(std::string_view document) { return dumped(parsed_object(document)); }

std::string with_string_member(std::string_view document, std::string_view name, std::string_view value) {
  Json result = parsed_object(document);
  result[std::string(name)] = value;
  return dumped(result);
}

std::optional<std::string> scalar_member(std::string_view document, std::string_view name) {
  return scalar(parsed_object(document), name);
}

std::string composed_id(std::string_view document, std::span<const std::string_view> fields) {
  return id_of(parsed_object(document), fields);
}

DocumentParts document_parts(std::string_view document, std::span<const std::string_view> id_fields) {
  Json object = parsed_object(document);
  DocumentParts parts;
  parts.id = id_of(object, id_fields);
  parts.metadata_id = scalar(object, "metadataId").value_or("");
  parts.source_id = scalar(object, "sourceId").value_or("");
  parts.enabled = scalar(object, "enabled") == "true";
  parts.unreadable = scalar(object, "unreadable") == "true";
  object.erase("metadataId");
  object.erase("unreadable");
  parts.answer = dumped(object);
  return parts;
}

std::string with_members(std::string_view document, std::span<const std::string_view> names) {
  const Json object = parsed_object(document);
  Json result = Json::object();
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::count(names, name) > 0) result[name] = value;
  }
  return dumped(result);
}

std::vector<std::string> changed_members(std::string_view before, std::string_view after) {
  const Json left = parsed_object(before);
  const Json right = parsed_object(after);
  std::vector<std::string> names;
  for (const auto& [name, value] : left.items()) {
    const auto other = right.find(name);
    if (other == right.end() || *other != value) names.push_back(name);
  }
  for (const auto& [name, value] : right.items()) {
    if (!left.contains(name)) names.push_back(name);
  }
  return names;
}

std::string json_string(std::string_view text) { return dumped(Json(text)); }

std::vector<std::string> array_elements(std::string_view document) { return elements_of(parsed(document)); }

std::vector<NamedElements> named_arrays(std::string_view document) {
  std::vector<NamedElements> result;
  const Json object = parsed_object(document);  // items() must not outlive it
  for (const auto& [name, value] : object.items()) result.push_back({name, elements_of(value)});
  return result;
}

}  // namespace segaudit::simulator
