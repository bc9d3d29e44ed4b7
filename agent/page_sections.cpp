#include "agent/page_sections.h"

#include <algorithm>
#include <set>

#include "agent/freshness.h"
#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/judgement.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kMostIds = 10;

std::string policy_cell(const std::string& id, const PageLinks& links) {
  return "<a href=\"" + links.policy(id) + "\"><code>" + html(id) + "</code></a>";
}

std::string ids_of(const UnknownVerdict& verdict, const PageLinks& links) {
  if (!verdict.resource_ids) return "everything";
  const auto& ids = *verdict.resource_ids;
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), kMostIds); ++i) {
    text += std::string(i > 0 ? ", " : "") + "<a href=\"" + links.resource(verdict.policy->policy.resource, ids[i]) +
            "\"><code>" + html(ids[i]) + "</code></a>";
  }
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

std::string seen(const Freshness& freshness, storage::Time now) {
  if (freshness.oldest) return rough_duration(now - *freshness.oldest) + " ago";
  return freshness.expected > 0 ? "never" : "";
}

}  // namespace

std::string unjudged_section(const WorkspaceState& state, const PageLinks& links) {
  HtmlTable table({{"policy"}, {"what"}, {"why"}});
  for (const auto* policy : failed_policies(state)) {
    table.row({policy_cell(policy->policy.id, links), "everything",
               "<span class=\"gap\">failed</span>: " + html(policy->failure)});
  }
  for (const auto& verdict : unknown_verdicts(state))
    table.row({policy_cell(verdict.policy->policy.id, links), ids_of(verdict, links), html(verdict.reason)});
  if (table.empty()) return {};
  return "<h3>Unknown</h3>\n<p class=\"soft\">These could not be judged. What was known of them stays as it "
         "was.</p>\n" +
         table.text();
}

std::string freshness_section(const WorkspaceState& state, const PageLinks& links, storage::Time now) {
  HtmlTable table({{"kind"}, {"resources", "number"}, {"collections", "number"}, {"oldest complete look"}, {"gaps"}});
  for (const auto& [kind, freshness] : freshness_by_kind(state)) {
    const auto resources = state.resource_counts.find(kind);
    table.row({"<a href=\"" + links.kind(kind) + "\">" + html(kind) + "</a>",
               resources == state.resource_counts.end() ? "0" : std::to_string(resources->second),
               std::to_string(freshness.expected), seen(freshness, now), gaps_of(freshness)});
  }
  if (table.empty()) return {};
  return "<h3>Data and gaps</h3>\n" + table.text();
}

std::string api_section(const WorkspaceState& state, const std::map<std::string, std::int64_t>& requests,
                        storage::Time now) {
  const auto fact = [](const std::string& name, const std::string& value) {
    return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
  };
  std::string counts;
  for (const auto& [code, count] : requests) {
    const bool is_fine = code.starts_with('2');
    counts += std::string(counts.empty() ? "" : ", ") + (is_fine ? "" : "<strong>") + html(code) +
              (is_fine ? "" : "</strong>") + " × " + std::to_string(count);
  }
  std::string text =
      "<h3>Segment’s API</h3>\n<dl class=\"facts card\">" +
      fact("Answers", state.up ? "yes" : "<span class=\"gap\">no</span>: " + html(state.problem)) +
      fact("Last complete poll", state.last_poll_success ? html_time(*state.last_poll_success) + " (" +
                                                               rough_duration(now - *state.last_poll_success) + " ago)"
                                                         : "never");
  text += fact("Requests since the start, by answer", counts.empty() ? "none" : counts);
  text += fact("Left of the rate limit",
               state.ratelimit_remaining ? std::to_string(*state.ratelimit_remaining) : "not told yet");
  return text + "</dl>\n";
}

std::string satisfied_section(const WorkspaceState& state, const PageLinks& links) {
  std::set<std::string> others;
  for (const auto& violation : state.violations) others.insert(violation.policy);
  for (const auto* policy : failed_policies(state)) others.insert(policy->policy.id);
  for (const auto& verdict : unknown_verdicts(state)) others.insert(verdict.policy->policy.id);
  std::size_t count = 0;
  std::string items;
  for (const auto& policy : state.policies) {
    if (others.contains(policy.policy.id)) continue;
    ++count;
    items += "<li><a href=\"" + links.policy(policy.policy.id) + "\">" +
             html(policy.policy.title.empty() ? policy.policy.id : policy.policy.title) + "</a></li>\n";
  }
  if (count == 0) return {};
  return "<details class=\"holds\"><summary>" + std::to_string(count) +
         (count == 1 ? " policy holds" : " policies hold") + "</summary><ul>\n" + items + "</ul></details>\n";
}

}  // namespace segaudit::agent
