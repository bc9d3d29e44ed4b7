#include "rules/yaml_json.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace segaudit::rules {
namespace {

using nlohmann::json;

constexpr std::size_t kMostNodes = 100'000;

template <typename Number>
bool read_number(const std::string& text, Number& number) {
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(begin, end, number);
  return read.ec == std::errc() && read.ptr == end;
}

json plain_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  // Only what begins like a number: from_chars also reads "inf" and "nan".
  if (text.find_first_of("0123456789") > 1) return text;
  std::int64_t whole = 0;
  if (read_number(text, whole)) return whole;
  double real = 0;
  if (read_number(text, real) && std::isfinite(real)) return real;
  return text;
}

json to_json(const YAML::Node& node, std::size_t& budget) {
  if (budget-- == 0) throw std::length_error("holds more than " + std::to_string(kMostNodes) + " values");
  switch (node.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null:
      return nullptr;
    case YAML::NodeType::Scalar:
      return node.Tag() == "!" ? json(node.Scalar()) : plain_scalar(node.Scalar());
    case YAML::NodeType::Sequence: {
      json array = json::array();
      for (const auto& element : node) array.push_back(to_json(element, budget));
      return array;
    }
    case YAML::NodeType::Map: {
      json object = json::object();
      for (const auto& entry : node) object[entry.first.Scalar()] = to_json(entry.second, budget);
      return object;
    }
  }
  return nullptr;
}

json to_json(const YAML::Node& node) {
  std::size_t budget = kMostNodes;
  return to_json(node, budget);
}

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::string json_text(const YAML::Node& node) { return dump(to_json(node)); }

storage::Value parameter_value(const YAML::Node& node) {
  const json value = to_json(node);
  switch (value.type()) {
    case json::value_t::null:
      return std::monostate{};
    case json::value_t::boolean:
      return std::int64_t(value.get<bool>());
    case json::value_t::number_integer:
      return value.get<std::int64_t>();
    case json::value_t::number_float:
      return value.get<double>();
    case json::value_t::string:
      return value.get<std::string>();
    default:
      return dump(value);
  }
}

std::string parameter_text(const storage::Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return "null";
  if (const auto* text = std::get_if<std::string>(&value)) return text->starts_with('[') ? *text : dump(json(*text));
  return storage::to_text(value);
}

}  // namespace segaudit::rules
