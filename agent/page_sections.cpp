#include "agent/page_sections.h"

#include <algorithm>
#include <set>

#include "agent/freshness.h"
#include "agent/html.h"
#include "agent/judgement.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kMostIds = 20;

std::string row(const std::string& policy, const std::string& what, const std::string& why) {
  return "<tr><td><code>" + html(policy) + "</code></td><td>" + what + "</td><td>" + why + "</td></tr>\n";
}

std::string ids_of(const UnknownVerdict& verdict) {
  if (!verdict.resource_ids) return "everything";
  const auto& ids = *verdict.resource_ids;
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), kMostIds); ++i)
    text += (i > 0 ? ", <code>" : "<code>") + html(ids[i]) + "</code>";
  return ids.size() > kMostIds ? text + " and " + std::to_string(ids.size() - kMostIds) + " more" : text;
}

std::string gaps_of(const Freshness& freshness) {
  std::string text;
  for (const auto& [reason, count] : freshness.gaps) {
    text += std::string(text.empty() ? "" : ", ") + "<span class=\"gap\">" + html(reason) + "</span> × " +
            std::to_string(count);
  }
  if (!freshness.detail.empty()) text += "<p class=\"soft\">" + html(freshness.detail) + "</p>";
  if (freshness.not_available > 0) {
    text += (text.empty() ? "" : "<br>") + std::string("not available × ") + std::to_string(freshness.not_available);
  }
  return text;
}

std::string freshness_row(const WorkspaceState& state, const std::string& kind, const Freshness& freshness,
                          storage::Time now) {
  const auto resources = state.resource_counts.find(kind);
  const std::string count = resources == state.resource_counts.end() ? "0" : std::to_string(resources->second);
  const std::string seen = freshness.oldest         ? rough_duration(now - *freshness.oldest) + " ago"
                           : freshness.expected > 0 ? "never"
                                                    : "";
  return "<tr><th scope=\"row\">" + html(kind) + "</th><td class=\"number\">" + count + "</td><td class=\"number\">" +
         std::to_string(freshness.expected) + "</td><td>" + seen + "</td><td>" + gaps_of(freshness) + "</td></tr>\n";
}

}  // namespace

std::string unjudged_section(const WorkspaceState& state) {
  std::string rows;
  for (const auto* policy : failed_policies(state))
    rows += row(policy->policy.id, "everything", "<span class=\"gap\">failed</span>: " + html(policy->failure));
  for (const auto& verdict : unknown_verdicts(state))
    rows += row(verdict.policy->policy.id, ids_of(verdict), html(verdict.reason));
  if (rows.empty()) return {};
  return "<h3>Not judged</h3>\n<p class=\"soft\">Known violations of these policies stay as they were.</p>\n"
         "<div class=\"wide\"><table>\n<tr><th>policy</th><th>what</th><th>why</th></tr>\n" +
         rows + "</table></div>\n";
}

std::string freshness_section(const WorkspaceState& state, storage::Time now) {
  std::string rows;
  for (const auto& [kind, freshness] : freshness_by_kind(state)) rows += freshness_row(state, kind, freshness, now);
  if (rows.empty()) return {};
  return "<h3>Data</h3>\n<div class=\"wide\"><table>\n<tr><th>kind</th><th class=\"number\">resources</th>"
         "<th class=\"number\">collections</th><th>all seen</th><th>gaps</th></tr>\n" +
         rows + "</table></div>\n";
}

std::string satisfied_section(const WorkspaceState& state) {
  std::set<std::string> others;
  for (const auto& violation : state.violations) others.insert(violation.policy);
  for (const auto& verdict : unknown_verdicts(state)) others.insert(verdict.policy->policy.id);
  for (const auto* policy : failed_policies(state)) others.insert(policy->policy.id);
  std::string items;
  std::size_t count = 0;
  for (const auto& policy : state.policies) {
    if (others.contains(policy.policy.id)) continue;
    ++count;
    items += "<li>" + html(policy.policy.title) + " <code>" + html(policy.policy.id) + "</code></li>\n";
  }
  if (count == 0) return {};
  return "<details><summary>" + std::to_string(count) + (count == 1 ? " policy holds" : " policies hold") +
         "</summary><ul>\n" + items + "</ul></details>\n";
}

}  // namespace segaudit::agent
