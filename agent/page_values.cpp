#include "agent/page_values.h"

#include <nlohmann/json.hpp>

#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostLeaves = 400;
constexpr std::size_t kLongestValue = 2'000;

// "fp:1a2b…" and "masked:fp:…": what redaction left of a value.
std::string string_html(const std::string& text) {
  constexpr std::string_view kMasked = "masked:";
  const bool is_masked = text.starts_with(kMasked);
  const std::string_view rest = std::string_view(text).substr(is_masked ? kMasked.size() : 0);
  if (rest.starts_with("fp:"))
    return "<span class=\"hidden\">" + std::string(is_masked ? "masked by Segment" : "hidden") + "</span> <code>" +
           html(rest) + "</code>";
  if (text.empty()) return "<span class=\"soft\">empty text</span>";
  return "<bdi>" + html(printable(text, kLongestValue)) + "</bdi>";
}

std::string leaf_html(const Json& value) {
  if (value.is_string()) return string_html(value.get<std::string>());
  if (value.is_null()) return "<span class=\"soft\">null</span>";
  if (value.is_array() && value.empty()) return "<span class=\"soft\">empty list</span>";
  if (value.is_object() && value.empty()) return "<span class=\"soft\">empty object</span>";
  return "<code>" + html(printable(value.dump(-1, ' ', false, Json::error_handler_t::replace), kLongestValue)) +
         "</code>";
}

class Leaves {
 public:
  void add(const std::string& path, const Json& value) {
    if (!value.is_structured() || value.empty()) return leaf(path, value);
    for (const auto& [name, inner] : value.items()) {
      const std::string step = value.is_array() ? "[" + name + "]" : (path.empty() ? "" : ".") + name;
      add(path + step, inner);
    }
  }

  std::string text() const {
    std::string text = table_.text();
    if (count_ > kMostLeaves)
      text += "<p class=\"soft\">and " + std::to_string(count_ - kMostLeaves) + " more values: see the JSON</p>\n";
    return text;
  }

 private:
  void leaf(const std::string& path, const Json& value) {
    if (++count_ > kMostLeaves) return;
    table_.row({"<code>" + html(path.empty() ? "(whole)" : path) + "</code>", leaf_html(value)});
  }

  HtmlTable table_{{{"field"}, {"value"}}};
  std::size_t count_ = 0;
};

}  // namespace

std::string values_table(const std::string& json) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) return "<p>What is stored is no JSON document.</p>\n";
  Leaves leaves;
  leaves.add("", document);
  return leaves.text();
}

std::string value_html(const std::string& json) {
  const Json value = Json::parse(json, nullptr, false);
  return value.is_discarded() ? "<code>" + html(json) + "</code>" : leaf_html(value);
}

}  // namespace segaudit::agent
