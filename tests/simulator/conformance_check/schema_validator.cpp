#include "tests/simulator/conformance_check/schema_validator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

namespace segaudit::simulator {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 12> kAnnotations{"title",   "description", "default",    "examples",
                                                        "format",  "$comment",    "$schema",    "$id",
                                                        "$anchor", "$defs",       "deprecated", "readOnly"};

bool is_annotation(std::string_view keyword) {
  return keyword.starts_with("x-") || std::ranges::count(kAnnotations, keyword) > 0;
}

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer") {
    return value.is_number_integer() ||
           (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>());
  }
  return false;
}

bool has_a_type(const Json& value, const Json& types) {
  if (types.is_string()) return has_type(value, types.get<std::string>());
  return std::ranges::any_of(types, [&](const Json& type) { return has_type(value, type.get<std::string>()); });
}

std::string step(const std::string& name) {
  std::string text = "/";
  for (const char letter : name) text += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
  return text;
}

}  // namespace

SchemaValidator::SchemaValidator(const Json& file) : file_(file) {}

std::vector<SchemaProblem> SchemaValidator::problems(const Json& document, const Json& schema) {
  Problems result;
  check(document, schema, "", result);
  return result;
}

void SchemaValidator::check(const Json& value, const Json& schema, const std::string& place, Problems& problems) {
  if (schema.is_boolean()) {
    if (!schema.get<bool>()) problems.push_back({place, "nothing is allowed here"});
    return;
  }
  if (!schema.is_object()) {
    problems.push_back({place, "the schema for this is neither an object nor a boolean"});
    return;
  }
  for (const auto& [keyword, rule] : schema.items()) check_keyword(keyword, rule, value, schema, place, problems);
}

void SchemaValidator::check_keyword(const std::string& keyword, const Json& rule, const Json& value, const Json& schema,
                                    const std::string& place, Problems& problems) {
  if (keyword == "$ref") {
    check_reference(rule, value, place, problems);
  } else if (keyword == "type") {
    if (!has_a_type(value, rule))
      problems.push_back({place, "is " + std::string(value.type_name()) + ", not " + rule.dump()});
  } else if (keyword == "properties" || keyword == "required" || keyword == "additionalProperties") {
    if (value.is_object()) check_object(keyword, rule, value, schema, place, problems);
  } else if (keyword == "items") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      check(value[i], rule, place + "/" + std::to_string(i), problems);
    }
  } else if (keyword == "minItems") {
    if (value.is_array() && value.size() < rule.get<std::size_t>()) problems.push_back({place, "has too few items"});
  } else if (keyword == "anyOf" || keyword == "oneOf" || keyword == "allOf") {
    check_choice(keyword, rule, value, place, problems);
  } else if (keyword == "enum") {
    if (std::ranges::count(rule, value) == 0) problems.push_back({place, "is not one of " + rule.dump()});
  } else if (keyword == "const") {
    if (value != rule) problems.push_back({place, "is not " + rule.dump()});
  } else if (keyword == "minimum") {
    if (value.is_number() && value < rule) problems.push_back({place, "is below " + rule.dump()});
  } else if (keyword == "maximum") {
    if (value.is_number() && value > rule) problems.push_back({place, "is above " + rule.dump()});
  } else if (!is_annotation(keyword)) {
    unchecked_.insert(keyword);
  }
}

void SchemaValidator::check_reference(const Json& rule, const Json& value, const std::string& place,
                                      Problems& problems) {
  const auto target = rule.get<std::string>();
  if (!target.starts_with("#/")) {
    problems.push_back({place, "the schema refers outside its file: " + target});
    return;
  }
  const Json::json_pointer pointer(target.substr(1));
  if (!file_.contains(pointer)) {
    problems.push_back({place, "the schema refers to nothing: " + target});
    return;
  }
  check(value, file_.at(pointer), place, problems);
}

void SchemaValidator::check_object(const std::string& keyword, const Json& rule, const Json& value, const Json& schema,
                                   const std::string& place, Problems& problems) {
  if (keyword == "required") {
    for (const Json& name : rule) {
      if (!value.contains(name.get<std::string>())) problems.push_back({place, "lacks " + name.get<std::string>()});
    }
    return;
  }
  const Json& declared = schema.contains("properties") ? schema["properties"] : Json::object();
  for (const auto& [name, member] : value.items()) {
    const bool known = declared.contains(name);
    if (keyword == "properties" && known) check(member, rule.at(name), place + step(name), problems);
    if (keyword == "additionalProperties" && !known) check(member, rule, place + step(name), problems);
  }
}

void SchemaValidator::check_choice(const std::string& keyword, const Json& rule, const Json& value,
                                   const std::string& place, Problems& problems) {
  std::size_t fitting = 0;
  for (const Json& branch : rule) {
    Problems found;
    check(value, branch, place, found);
    if (found.empty()) ++fitting;
  }
  const bool fits = keyword == "anyOf" ? fitting > 0 : keyword == "oneOf" ? fitting == 1 : fitting == rule.size();
  if (!fits) problems.push_back({place, "fits " + std::to_string(fitting) + " branches of " + keyword});
}

}  // namespace segaudit::simulator
