#include "agent/page_policy.h"

#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/page_parts.h"
#include "agent/page_violation.h"
#include "agent/percent_encoding.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kMostUnknown = 100;

std::string fact(const std::string& name, const std::string& value) {
  return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
}

std::string last_said(const PolicyState& state) {
  if (!state.evaluated) return "not evaluated yet";
  std::string text = html_time(state.at) + ", in " + std::to_string(state.duration.count() / 1000) + " ms";
  if (!state.success) text += "; <span class=\"gap\">failed</span>: " + html(state.failure);
  return text;
}

std::string facts(const PolicyState& state) {
  const rules::Policy& policy = state.policy;
  std::string text = "<dl class=\"facts\">" + fact("Severity", severity_badge(rules::to_string(policy.severity))) +
                     fact("Id", "<code>" + html(policy.id) + "</code>") + fact("Pack", html(policy.pack)) +
                     fact("Judges", "<code>" + html(policy.resource) + "</code>") +
                     fact("Last asked", last_said(state));
  for (const auto& [framework, clauses] : policy.frameworks) {
    std::string list;
    for (const auto& clause : clauses) list += (list.empty() ? "" : ", ") + html(clause);
    text += fact(html(framework), list);
  }
  return text + "</dl>\n";
}

std::string unknown_of(const PolicyState& state, const PageLinks& links) {
  if (!state.unknown_reason.empty())
    return "<h2>Not judged</h2><p>The whole policy cannot be judged: " + html(state.unknown_reason) + "</p>\n";
  if (state.unknown_resources.empty()) return {};
  HtmlTable table({{"resource"}, {"why"}});
  std::size_t shown = 0;
  for (const auto& [id, reason] : state.unknown_resources) {
    if (++shown > kMostUnknown) break;
    table.row({resource_link(links, state.policy.resource, id, ""), html(reason)});
  }
  std::string text = "<h2>Not judged</h2>\n" + table.text();
  if (state.unknown_resources.size() > kMostUnknown)
    text += "<p class=\"soft\">and " + std::to_string(state.unknown_resources.size() - kMostUnknown) + " more</p>\n";
  return text;
}

}  // namespace

std::string policy_page(const PolicyState& state, const std::vector<storage::Violation>& violations, std::int64_t total,
                        std::int64_t page, const std::vector<WaiverState>& waivers, const PageLinks& links,
                        storage::Time now) {
  const rules::Policy& policy = state.policy;
  std::string text = "<nav class=\"crumbs\" aria-label=\"Where this page is\"><a href=\"" + links.front() +
                     "\">Overview</a></nav>\n<h1>" + html(policy.title.empty() ? policy.id : policy.title) + "</h1>\n" +
                     html_paragraphs(policy.description) + facts(state) + remedy_of(policy);
  text += "<h2>Violations <small>" + std::to_string(total) + "</small></h2>\n";
  if (violations.empty()) text += "<p>None is known.</p>\n";
  if (!violations.empty()) text += "<ul class=\"violations card\">\n";
  for (const auto& violation : violations)
    text += violation_item(violation, links, Told::resource, now, waiver_among(waivers, violation));
  if (!violations.empty()) text += "</ul>\n";
  text += pager(total, page, kViolationsListed, [&](std::int64_t number) {
    return links.page("policies/" + percent_encoded(policy.id), "page=" + std::to_string(number));
  });
  text += unknown_of(state, links);
  return text + "<h2>How it is asked</h2>\n<pre><code>" + html_text(policy.query) + "</code></pre>\n";
}

}  // namespace segaudit::agent
