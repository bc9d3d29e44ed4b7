#include <algorithm>
#include <vector>

#include "agent/html.h"
#include "agent/judgement.h"
#include "agent/page_sections.h"
#include "agent/page_violation.h"

namespace segaudit::agent {
namespace {

using Group = std::vector<const storage::Violation*>;
using storage::ViolationState;

// The front page is made after every judgement and read by people; a policy's own page has all of its violations.
constexpr std::size_t kMostShown = 10;  // of one policy

std::string heading_of(const storage::Violation& violation, const rules::Policy* policy, const PageLinks& links,
                       std::size_t count) {
  const bool has_title = policy != nullptr && !policy->title.empty();
  std::string text = "<h4>" + severity_badge(violation.severity) + " " +
                     html(has_title ? policy->title : violation.policy) + "</h4>\n<p class=\"soft\">" +
                     std::to_string(count) + (count == 1 ? " violation" : " violations") + " of <code>" +
                     html(violation.policy) + "</code>";
  if (policy == nullptr) return text + "</p>\n";
  if (!policy->pack.empty()) text += " in pack " + html(policy->pack);
  return text + " · <a href=\"" + links.policy(violation.policy) + "\">Runbook and query</a></p>\n";
}

std::string group_of(const WorkspaceState& state, const Group& violations, const PageLinks& links, storage::Time now) {
  const storage::Violation& first = *violations.front();
  const rules::Policy* const policy = policy_named(state, first.policy);
  std::string text = "<article class=\"card policy\">\n" + heading_of(first, policy, links, violations.size());
  if (policy != nullptr) text += remedy_of(*policy);
  text += "<ul class=\"violations\">\n";
  const std::size_t count = std::min(violations.size(), kMostShown);
  for (std::size_t i = 0; i < count; ++i) text += violation_item(*violations[i], links, Told::resource, now);
  text += "</ul>\n";
  if (violations.size() > count) {
    text += "<p><a href=\"" + links.policy(first.policy) + "\">All " + std::to_string(violations.size()) +
            " violations</a></p>\n";
  }
  return text + "</article>\n";
}

// Neighbours with the same severity and policy.
std::vector<Group> groups_of(const WorkspaceState& state, ViolationState wanted) {
  std::vector<Group> groups;
  for (const auto* violation : most_severe_first(state.violations)) {
    if (violation->state != wanted) continue;
    const bool continues = !groups.empty() && groups.back().front()->policy == violation->policy &&
                           groups.back().front()->severity == violation->severity;
    if (!continues) groups.emplace_back();
    groups.back().push_back(violation);
  }
  return groups;
}

}  // namespace

std::string violations_section(const WorkspaceState& state, const PageLinks& links, storage::Time now) {
  std::string text;
  if (const auto open = groups_of(state, ViolationState::open); !open.empty()) {
    text += "<h3>Open violations</h3>\n";
    for (const auto& group : open) text += group_of(state, group, links, now);
  }
  if (const auto pending = groups_of(state, ViolationState::pending); !pending.empty()) {
    text += "<h3>Pending</h3>\n<p class=\"soft\">These open when they have lasted as long as their policies say.</p>\n";
    for (const auto& group : pending) text += group_of(state, group, links, now);
  }
  return text;
}

}  // namespace segaudit::agent
