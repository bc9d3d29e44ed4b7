#include "agent/doctor/diagnosis.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "agent/json_output.h"
#include "agent/printable.h"
#include "rules/wording.h"

namespace segaudit::agent {
namespace {

using nlohmann::ordered_json;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

std::string endpoint_of(const Kind& kind) { return "GET " + std::string(kind.path); }

std::string check_lines(const Check& check) {
  std::string text = padded(to_string(check.health), 9) + padded(check.subject, 16) + check.text + "\n";
  if (!check.remedy.empty()) text += std::string(9, ' ') + padded("", 15) + "remedy: " + check.remedy + "\n";
  return text;
}

std::string family_lines(const std::vector<FamilyAccess>& families) {
  std::string text = "\nWhat this token gets to see:\n";
  for (const auto& family : families) {
    text += "  " + padded(to_string(family.access), 11) + padded(std::string(family.kind->name), 26) +
            endpoint_of(*family.kind);
    if (!family.detail.empty()) text += ": " + family.detail;
    text += "\n";
  }
  return text;
}

std::string reason_of(const FamilyAccess& family) {
  return endpoint_of(*family.kind) + (family.access == Access::refused ? " is refused" : " gave no usable answer");
}

// One entry per hidden kind, so that the remedy comes once.
std::string unknown_lines(const Diagnosis& diagnosis) {
  std::map<std::string, std::vector<std::string>> policies_by_kind;
  for (const auto& policy : diagnosis.unjudgeable)
    for (const auto& kind : policy.kinds) policies_by_kind[kind].push_back(policy.id);
  std::string text = "\n" + std::to_string(diagnosis.unjudgeable.size()) + " of " + std::to_string(diagnosis.policies) +
                     " policies would be unknown.\n";
  for (const auto& family : diagnosis.families) {
    const auto hidden = policies_by_kind.find(std::string(family.kind->name));
    if (hidden == policies_by_kind.end()) continue;
    text += "  " + reason_of(family) + ": " + rules::listed(hidden->second) + "\n";
    if (family.access == Access::refused)
      text += "    remedy: give the token's role read access to it, or ask Segment whether the plan includes it; "
              "policies that will never be judged can be listed in policies.disabled\n";
  }
  return text;
}

}  // namespace

bool Diagnosis::has_problem() const {
  return std::any_of(checks.begin(), checks.end(), [](const auto& check) { return check.health == Health::problem; });
}

std::string diagnosis_text(const Diagnosis& diagnosis) {
  std::string text = "Workspace " + diagnosis.workspace + "\n\n";
  for (const auto& check : diagnosis.checks) text += check_lines(check);
  if (!diagnosis.families.empty()) text += family_lines(diagnosis.families) + unknown_lines(diagnosis);
  return text;
}

std::string diagnosis_json(const Diagnosis& diagnosis) {
  ordered_json checks = ordered_json::array(), families = checks, unknown = checks;
  for (const auto& check : diagnosis.checks)
    checks.push_back({{"subject", check.subject}, {"health", to_string(check.health)}, {"text", check.text},
                      {"remedy", check.remedy}});
  for (const auto& family : diagnosis.families)
    families.push_back({{"kind", family.kind->name}, {"endpoint", endpoint_of(*family.kind)},
                        {"access", to_string(family.access)}, {"detail", family.detail}});
  for (const auto& policy : diagnosis.unjudgeable)
    unknown.push_back({{"policy", policy.id}, {"kinds", policy.kinds}});
  const ordered_json all = {{"workspace", diagnosis.workspace}, {"checks", checks},     {"families", families},
                            {"policies", diagnosis.policies},   {"unknown", unknown}};
  return without_control_characters(all.dump(2, ' ', false, ordered_json::error_handler_t::replace)) + "\n";
}

}  // namespace segaudit::agent
