#include "rules/hidden.h"

#include <algorithm>
#include <vector>

#include "rules/wording.h"

namespace segaudit::rules {
namespace {

constexpr std::size_t kMostReasons = 3;

std::string reason_of(const storage::Blindness& gap) {
  // A list without a parent kind comes in parts.
  const std::string of = gap.parent_kind.empty() ? " " : " of " + gap.parent_kind + " ";
  return "no complete look at " + gap.kind + (gap.parent.empty() ? "" : of + gap.parent) + " (" + gap.reason + ")";
}

// One line for however many gaps.
std::string summary(const std::vector<std::string>& reasons) {
  std::string text;
  for (std::size_t i = 0; i < std::min(reasons.size(), kMostReasons); ++i) text += (i > 0 ? "; " : "") + reasons[i];
  if (reasons.size() > kMostReasons) text += "; and " + std::to_string(reasons.size() - kMostReasons) + " more";
  return text;
}

}  // namespace

Hidden hidden_from(const Policy& policy, std::span<const storage::Blindness> blindness) {
  Hidden hidden;
  std::vector<std::string> reasons;
  for (const auto& gap : blindness) {
    if (gap.parent.empty() || gap.parent_kind != policy.resource) {
      reasons.push_back(reason_of(gap));
      continue;
    }
    std::string& reason = hidden.resources[gap.parent];
    reason += (reason.empty() ? "" : "; ") + reason_of(gap);
  }
  hidden.everything = summary(reasons);
  return hidden;
}

Outcome without_hidden(Outcome outcome, std::map<std::string, std::string> hidden) {
  auto* judged = std::get_if<Judged>(&outcome);
  if (!judged) return outcome;
  std::erase_if(judged->findings, [&](const Finding& finding) { return hidden.contains(finding.resource_id); });
  hidden.merge(judged->unknown);
  judged->unknown = std::move(hidden);
  return outcome;
}

}  // namespace segaudit::rules
