#include "agent/policy_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>

#include "agent/printable.h"
#include "rules/duration.h"
#include "rules/yaml_json.h"

namespace segaudit::agent {
namespace {

using rules::Policy;
using rules::PolicySet;
using rules::PolicySources;

constexpr std::size_t kLongestLine = 400;

using Row = std::array<std::string, 6>;

Row row_of(const Policy& policy, const PolicySources& sources) {
  const std::string off = sources.disabled.contains(policy.id) ? " (disabled)" : "";
  return {printable(policy.pack),     to_string(policy.severity), to_string(policy.type),
          printable(policy.resource), printable(policy.id),       printable(policy.title, kLongestLine) + off};
}

std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    text += row.back() + "\n";
  }
  return text;
}

std::string joined(const auto& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Every line of the text, indented and safe.
std::string block(const std::string& heading, const std::string& text) {
  if (text.empty()) return {};
  std::string result = "\n" + heading + "\n";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += "  " + printable(line, 4 * kLongestLine) + "\n";
  return result;
}

std::string field(const std::string& name, const std::string& text) {
  if (text.empty()) return {};
  return "  " + name + std::string(12 - name.size(), ' ') + printable(text, 4 * kLongestLine) + "\n";
}

std::string reads_of(const Policy& policy, storage::QuerySession& model) {
  const storage::Inspection inspection = model.inspect(policy.query);
  std::string text = joined(inspection.kinds);
  if (inspection.reads_changes) text += (text.empty() ? "" : ", ") + std::string("changes");
  return text;
}

std::string parameters_of(const Policy& policy, const PolicySources& sources) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : parameters_in_force(policy, sources.parameters))
    texts.push_back(name + " = " + rules::parameter_text(value));
  return joined(texts);
}

std::string frameworks_of(const Policy& policy) {
  std::vector<std::string> texts;
  for (const auto& [framework, clauses] : policy.frameworks) texts.push_back(framework + " " + joined(clauses));
  std::string text;
  for (const auto& each : texts) text += (text.empty() ? "" : "; ") + each;
  return text;
}

nlohmann::ordered_json json_of(const storage::Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

nlohmann::ordered_json json_of(const Policy& policy, const PolicySources& sources) {
  nlohmann::ordered_json parameters = nlohmann::ordered_json::object();
  for (const auto& [name, value] : parameters_in_force(policy, sources.parameters)) parameters[name] = json_of(value);
  return {{"policy", policy.id},
          {"pack", policy.pack},
          {"file", policy.file},
          {"line", policy.line},
          {"title", policy.title},
          {"description", policy.description},
          {"severity", to_string(policy.severity)},
          {"type", to_string(policy.type)},
          {"resource", policy.resource},
          {"for_seconds", double(policy.for_duration.count()) / 1000},
          {"keep_seconds", double(policy.keep.count()) / 1000},
          {"enabled", !sources.disabled.contains(policy.id)},
          {"parameters", std::move(parameters)},
          {"message", policy.message},
          {"remediation", policy.remediation},
          {"frameworks", policy.frameworks}};
}

}  // namespace

std::string policy_table(const PolicySet& set, const PolicySources& sources) {
  std::vector<Row> rows = {{"PACK", "SEVERITY", "TYPE", "RESOURCE", "POLICY", "TITLE"}};
  for (const auto& pack : set.packs)
    for (const auto& policy : pack.policies) rows.push_back(row_of(policy, sources));
  return aligned(rows);
}

std::string policies_as_json(const PolicySet& set, const PolicySources& sources) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& pack : set.packs)
    for (const auto& policy : pack.policies) all.push_back(json_of(policy, sources));
  return all.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string policy_description(const Policy& policy, const PolicySources& sources, storage::QuerySession& model) {
  const bool is_event = policy.type == rules::PolicyType::event;
  return printable(policy.id) + "\n" + field("title", policy.title) +
         field("pack", policy.pack + " (" + policy.file + ":" + std::to_string(policy.line) + ")") +
         field("severity", to_string(policy.severity)) + field("type", to_string(policy.type)) +
         field("resource", policy.resource) + field("for", rules::format_duration(policy.for_duration)) +
         (is_event ? field("keep", rules::format_duration(policy.keep)) : "") +
         field("reads", reads_of(policy, model)) + field("parameters", parameters_of(policy, sources)) +
         field("frameworks", frameworks_of(policy)) +
         (sources.disabled.contains(policy.id) ? field("disabled", "by the configuration") : "") +
         block("Description", policy.description) + block("Message", policy.message) +
         block("Remediation", policy.remediation) + block("Query", policy.query);
}

}  // namespace segaudit::agent
