#include "rules/policy_reader.h"

#include <algorithm>

#include "rules/message.h"
#include "rules/query_lint.h"
#include "rules/wording.h"
#include "rules/yaml_json.h"
#include "storage/schema.h"

namespace segaudit::rules {
namespace {

constexpr std::string_view kPolicyKeys[] = {"id",       "title",       "description", "severity",   "type",
                                            "resource", "for",         "keep",        "parameters", "query",
                                            "message",  "remediation", "frameworks"};

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& [kind, parent] : storage::kinds()) names.push_back(kind);
  return names;
}

}  // namespace

bool is_identifier(std::string_view text, std::string_view more) {
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.find(c) != more.npos;
  };
  return !text.empty() && std::ranges::all_of(text, fits);
}

Policy PolicyReader::read(const YAML::Node& node) {
  Form form(node, "", kPolicyKeys, problems_);
  Policy policy;
  policy.file = file_;
  policy.line = form.place().line;
  if (!node.IsMap()) return policy;
  policy.id = id(form);
  policy.title = form.required_text("title");
  policy.description = form.text("description");
  policy.severity = severity(form);
  policy.type = type(form);
  policy.resource = resource(form);
  policy.for_duration = form.duration("for").value_or(std::chrono::milliseconds(0));
  policy.keep = keep(form, policy.type);
  policy.parameters = parameters(form);
  policy.query = form.required_text("query");
  policy.message = form.required_text("message");
  policy.remediation = form.required_text("remediation");
  policy.frameworks = frameworks(form);
  std::optional<std::vector<std::string>> columns;  // of the result, when the query compiles
  check_query(form, policy, columns);
  check_message(form, policy, columns);
  return policy;
}

std::string PolicyReader::id(Form& form) {
  const std::string id = form.required_text("id");
  if (id.empty()) return id;
  if (!is_identifier(id, "-"))
    form.note(*form.find("id"), "id", "may hold only a-z, 0-9 and - (got " + in_quotes(id) + ")");
  if (!ids_.insert(id).second)
    form.note(*form.find("id"), "id", in_quotes(id) + " is taken by another policy of this pack");
  return id;
}

Severity PolicyReader::severity(Form& form) {
  const std::string name = form.required_text("severity");
  if (name.empty()) return Severity::medium;
  const auto found = severity_named(name);
  if (!found)
    form.note(*form.find("severity"), "severity",
              "must be critical, high, medium, low or info (got " + in_quotes(name) + ")");
  return found.value_or(Severity::medium);
}

PolicyType PolicyReader::type(Form& form) {
  const std::string name = form.text("type");
  if (name.empty()) return PolicyType::state;
  const auto found = policy_type_named(name);
  if (!found) form.note(*form.find("type"), "type", "must be state or event (got " + in_quotes(name) + ")");
  return found.value_or(PolicyType::state);
}

std::string PolicyReader::resource(Form& form) {
  const std::string kind = form.required_text("resource");
  if (!kind.empty() && !storage::kinds().contains(kind))
    form.note(*form.find("resource"), "resource",
              "no kind is called " + in_quotes(kind) + did_you_mean(kind, kind_names()));
  return kind;
}

std::chrono::milliseconds PolicyReader::keep(Form& form, PolicyType type) {
  const auto given = form.find("keep");
  if (type == PolicyType::state && given) form.note(*given, "keep", "belongs to policies of type event only");
  if (type == PolicyType::event && !given)
    form.note(form.place(), "keep", "is missing (how long a finding of an event policy stands, such as 7d)");
  const auto keep = form.duration("keep");
  if (keep && keep->count() == 0 && type == PolicyType::event) form.note(*given, "keep", "must be longer than 0s");
  return keep.value_or(std::chrono::milliseconds(0));
}

Parameters PolicyReader::parameters(Form& form) {
  const auto node = form.find("parameters");
  if (!node || node->IsNull()) return {};
  if (!node->IsMap()) {
    form.note(*node, "parameters", "must be a mapping of names and values");
    return {};
  }
  Parameters parameters;
  for (const auto& entry : *node) read_parameter(form, entry.first, entry.second, parameters);
  return parameters;
}

void PolicyReader::read_parameter(Form& form, const YAML::Node& key, const YAML::Node& value, Parameters& parameters) {
  const std::string name = key.Scalar();
  if (!is_identifier(name, "_")) {
    form.note(key, "parameters", "a name may hold only a-z, 0-9 and _ (got " + in_quotes(name) + ")");
  } else if (parameters.contains(name)) {
    form.note(key, "parameters", in_quotes(name) + " is given twice");
  } else if (value.IsMap()) {
    form.note(value, "parameters", name + " must be a single value or a list");
  } else {
    try {
      parameters[name] = parameter_value(value);
    } catch (const std::length_error& error) {
      form.note(value, "parameters", name + " " + error.what());
    }
  }
}

std::map<std::string, std::vector<std::string>> PolicyReader::frameworks(Form& form) {
  const auto node = form.find("frameworks");
  if (!node || node->IsNull()) return {};
  if (!node->IsMap()) {
    form.note(*node, "frameworks", "must be a mapping such as {soc2: [CC7.2]}");
    return {};
  }
  std::map<std::string, std::vector<std::string>> frameworks;
  for (const auto& entry : *node) {
    if (!entry.second.IsSequence()) form.note(entry.second, "frameworks", entry.first.Scalar() + " must be a list");
    for (const auto& clause : entry.second) frameworks[entry.first.Scalar()].push_back(clause.Scalar());
  }
  return frameworks;
}

void PolicyReader::check_query(Form& form, const Policy& policy, std::optional<std::vector<std::string>>& columns) {
  if (policy.query.empty()) return;
  const YAML::Node node = *form.find("query");
  const Place begin = place_of(node);
  for (const auto& mistake : lint_query(policy, model_, columns))
    form.note(mistake.offset ? place_in_scalar(text_, begin, policy.query, *mistake.offset) : begin, "query",
              mistake.text);
}

void PolicyReader::check_message(Form& form, const Policy& policy,
                                 const std::optional<std::vector<std::string>>& columns) {
  if (policy.message.empty()) return;
  const Place begin = place_of(*form.find("message"));
  const auto note = [&](std::size_t offset, const std::string& text) {
    form.note(place_in_scalar(text_, begin, policy.message, offset), "message", text);
  };
  const MessageTemplate message = parse_message(policy.message);
  for (const auto& mistake : message.mistakes) note(mistake.offset, mistake.text);
  for (const auto& part : message.parts)
    if (part.is_column && columns && std::ranges::find(*columns, part.text) == columns->end())
      note(part.offset, "the query returns no column " + part.text + did_you_mean(part.text, *columns));
}

}  // namespace segaudit::rules
