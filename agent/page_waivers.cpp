#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/judgement.h"
#include "agent/page_sections.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kMostShown = 200;

std::string policy_cell(const std::string& id, const PageLinks& links) {
  return "<a href=\"" + links.policy(id) + "\"><code>" + html(id) + "</code></a>";
}

std::string until(storage::Time expires, storage::Time now) {
  const std::string time = html_time(expires);
  return expires > now ? time + " (in " + rough_duration(expires - now) + ")" : time + " (over)";
}

std::string waived_table(const WorkspaceState& state, const PageLinks& links, storage::Time now) {
  HtmlTable table({{"resource"}, {"policy"}, {"reason"}, {"owner"}, {"until"}});
  std::size_t count = 0;
  for (const auto* violation : most_severe_first(state.violations)) {
    if (violation->state != storage::ViolationState::waived || ++count > kMostShown) continue;
    const WaiverState* const waiver = waiver_of(state, *violation);
    table.row({resource_link(links, violation->resource_kind, violation->resource_id, violation->resource_name),
               policy_cell(violation->policy, links),
               waiver != nullptr ? "<bdi>" + html(waiver->reason) + "</bdi>"
                                 : "<span class=\"gap\">its waiver is not in force any more</span>",
               waiver != nullptr ? "<bdi>" + html(waiver->owner) + "</bdi>" : "",
               waiver != nullptr ? until(waiver->expires, now) : ""});
  }
  std::string text = table.text();
  if (count > kMostShown) text += "<p class=\"soft\">and " + std::to_string(count - kMostShown) + " more</p>\n";
  return text;
}

std::string state_of(const WaiverState& waiver) {
  const bool is_calm = waiver.state == "active";
  std::string text = is_calm ? html(waiver.state) : "<strong class=\"gap\">" + html(waiver.state) + "</strong>";
  if (waiver.ended_by == "change") text += ": the resource changed";
  return text;
}

std::string waivers_table(const WorkspaceState& state, storage::Time now) {
  HtmlTable table(
      {{"waiver"}, {"state"}, {"policy"}, {"resource"}, {"waives", "number"}, {"reason"}, {"owner"}, {"until"}});
  for (const auto& waiver : state.waivers) {
    const std::string bound = waiver.bound_to.empty() ? "" : "<br><span class=\"soft\">while it does not change</span>";
    table.row({"<code>" + html(waiver.id) + "</code>", state_of(waiver), "<code>" + html(waiver.policy) + "</code>",
               "<code>" + html(waiver.resource) + "</code>" + bound, std::to_string(waiver.matches),
               "<bdi>" + html(waiver.reason) + "</bdi>", "<bdi>" + html(waiver.owner) + "</bdi>",
               until(waiver.expires, now)});
  }
  return table.text();
}

}  // namespace

std::string waivers_section(const WorkspaceState& state, const PageLinks& links, storage::Time now) {
  const std::string waived = waived_table(state, links, now);
  std::string text;
  if (!waived.empty())
    text += "<h3>Waived</h3>\n<p class=\"soft\">Violations that somebody accepted for a while.</p>\n" + waived;
  if (!state.waivers.empty()) text += "<h3>Waivers</h3>\n" + waivers_table(state, now);
  return text;
}

}  // namespace segaudit::agent
