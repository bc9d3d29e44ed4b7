#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "agent/html.h"
#include "agent/judgement.h"
#include "agent/page_sections.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;
using Group = std::vector<const storage::Violation*>;

// A page that no browser can show helps nobody; the JSON has them all.
constexpr std::size_t kMostShown = 200;  // of one policy

std::string value_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string evidence_row(const Json& row) {
  std::string text;
  if (!row.is_object()) return text;
  for (const auto& [name, value] : row.items()) {
    text += "<tr><th scope=\"row\">" + html(name) + "</th><td><bdi>" + html(value_text(value)) + "</bdi></td></tr>";
  }
  return text;
}

std::string evidence_of(const storage::Violation& violation) {
  const Json rows = Json::parse(violation.evidence, nullptr, false);
  std::string tables;
  if (rows.is_array()) {
    for (const auto& row : rows)
      if (const std::string text = evidence_row(row); !text.empty()) tables += "<table>" + text + "</table>";
  }
  return tables.empty() ? "" : "<details><summary>evidence</summary><div class=\"wide\">" + tables + "</div></details>";
}

std::string item(const storage::Violation& violation, storage::Time now) {
  const bool is_named = !violation.resource_name.empty() && violation.resource_name != violation.resource_id;
  std::string text = "<li>";
  if (is_named) text += "<b><bdi>" + html(violation.resource_name) + "</bdi></b> ";
  text += "<code>" + html(violation.resource_kind) + " " + html(violation.resource_id) + "</code>";
  if (violation.state != storage::ViolationState::open)
    text += " <span class=\"state\">" + storage::to_string(violation.state) + "</span>";
  text += "<p><bdi>" + html(violation.message) + "</bdi></p><p class=\"soft\">since " +
          html_time(violation.first_seen) + " (" + rough_duration(now - violation.first_seen) + ")";
  if (!violation.actor.empty()) text += ", caused by <bdi>" + html(violation.actor) + "</bdi>";
  return text + "</p>" + evidence_of(violation) + "</li>\n";
}

std::string group_of(const WorkspaceState& state, const Group& violations, storage::Time now) {
  const storage::Violation& first = *violations.front();
  const rules::Policy* const policy = policy_named(state, first.policy);
  const bool has_title = policy != nullptr && !policy->title.empty();
  // The class is one of five words: an unknown severity gets none.
  const std::string style = rules::severity_named(first.severity) ? " " + first.severity : "";
  std::string text = "<article class=\"policy\">\n<h4><span class=\"severity" + style + "\">" + html(first.severity) +
                     "</span>" + html(has_title ? policy->title : first.policy) + "</h4>\n<p class=\"soft\"><code>" +
                     html(first.policy) + "</code>";
  if (policy != nullptr && !policy->pack.empty()) text += " in pack " + html(policy->pack);
  text += "</p>\n";
  if (policy != nullptr) text += "<div class=\"remedy\">" + html_paragraphs(policy->remediation) + "</div>\n";
  text += "<ul class=\"violations\">\n";
  const std::size_t count = std::min(violations.size(), kMostShown);
  for (std::size_t i = 0; i < count; ++i) text += item(*violations[i], now);
  text += "</ul>\n";
  if (violations.size() > count) {
    text += "<p class=\"soft\">and " + std::to_string(violations.size() - count) +
            " more: see <a href=\"api/v1/violations\">violations (JSON)</a></p>\n";
  }
  return text + "</article>\n";
}

// Neighbours with the same severity and policy.
std::vector<Group> groups_of(const std::vector<const storage::Violation*>& sorted) {
  std::vector<Group> groups;
  for (const auto* violation : sorted) {
    const bool continues = !groups.empty() && groups.back().front()->policy == violation->policy &&
                           groups.back().front()->severity == violation->severity;
    if (!continues) groups.emplace_back();
    groups.back().push_back(violation);
  }
  // What is open stands before what only might become so.
  for (auto& group : groups)
    std::stable_partition(group.begin(), group.end(),
                          [](const auto* v) { return v->state == storage::ViolationState::open; });
  return groups;
}

}  // namespace

std::string violations_section(const WorkspaceState& state, storage::Time now) {
  if (state.violations.empty()) return {};
  std::string text = "<h3>Violations</h3>\n";
  for (const auto& group : groups_of(most_severe_first(state.violations))) text += group_of(state, group, now);
  return text;
}

}  // namespace segaudit::agent
