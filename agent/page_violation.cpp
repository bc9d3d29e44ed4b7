#include "agent/page_violation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/html.h"
#include "agent/judgement.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostEvidence = 10;  // rows of one violation; the JSON has them all

std::string value_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string evidence_row(const Json& row) {
  std::string text;
  if (!row.is_object()) return text;
  for (const auto& [name, value] : row.items())
    text += "<div><dt>" + html(name) + "</dt><dd><bdi>" + html(value_text(value)) + "</bdi></dd></div>";
  return text.empty() ? "" : "<dl class=\"pairs\">" + text + "</dl>";
}

std::string evidence_of(const storage::Violation& violation) {
  const Json rows = Json::parse(violation.evidence, nullptr, false);
  std::string text;
  if (!rows.is_array()) return text;
  for (std::size_t i = 0; i < std::min(rows.size(), kMostEvidence); ++i) text += evidence_row(rows[i]);
  if (text.empty()) return text;
  if (rows.size() > kMostEvidence)
    text += "<p class=\"soft\">and " + std::to_string(rows.size() - kMostEvidence) + " more pieces of evidence</p>";
  return "<details><summary>Evidence</summary>" + text + "</details>";
}

}  // namespace

std::string severity_badge(const std::string& severity) {
  // The class is one of five words: an unknown severity gets none.
  return "<span class=\"badge severity" + std::string(rules::severity_named(severity) ? " " + severity : "") + "\">" +
         html(severity) + "</span>";
}

std::string state_badge(storage::ViolationState state) {
  return "<span class=\"badge state\">" + storage::to_string(state) + "</span>";
}

std::string violation_item(const storage::Violation& violation, const PageLinks& links, Told told, storage::Time now,
                           const WaiverState* waiver) {
  std::string text = "<li>";
  if (told == Told::resource) {
    text += "<p class=\"about\">" +
            resource_link(links, violation.resource_kind, violation.resource_id, violation.resource_name);
  } else {
    text += "<p class=\"about\">" + severity_badge(violation.severity) + " <a href=\"" +
            links.policy(violation.policy) + "\"><code>" + html(violation.policy) + "</code></a>";
  }
  if (violation.state != storage::ViolationState::open || told == Told::policy)
    text += " " + state_badge(violation.state);
  text += "</p><p class=\"message\"><bdi>" + html(violation.message) + "</bdi></p><p class=\"soft\">since " +
          html_time(violation.first_seen) + " (" + rough_duration(now - violation.first_seen) + ")";
  if (!violation.actor.empty()) text += ", caused by <bdi>" + html(who_caused(violation)) + "</bdi>";
  text += "</p>";
  if (waiver != nullptr) {
    text += "<p class=\"soft\">waived until " + html_time(waiver->expires) + " by <bdi>" + html(waiver->owner) +
            "</bdi>: <bdi>" + html(waiver->reason) + "</bdi></p>";
  }
  return text + evidence_of(violation) + "</li>\n";
}

const WaiverState* waiver_among(const std::vector<WaiverState>& waivers, const storage::Violation& violation) {
  if (violation.state != storage::ViolationState::waived) return nullptr;
  const auto found = std::ranges::find(waivers, violation.waiver, &WaiverState::id);
  return found == waivers.end() ? nullptr : &*found;
}

std::string remedy_of(const rules::Policy& policy) {
  if (policy.remediation.empty()) return {};
  return "<div class=\"remedy\"><h4>Remedy</h4>" + html_paragraphs(policy.remediation) + "</div>\n";
}

}  // namespace segaudit::agent
