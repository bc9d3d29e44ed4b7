#include "agent/page_html.h"

#include <numeric>
#include <set>

#include "agent/freshness.h"
#include "agent/html.h"
#include "agent/judgement.h"
#include "agent/page_frame.h"
#include "agent/page_parts.h"
#include "agent/page_sections.h"

namespace segaudit::agent {
namespace {

using storage::ViolationState;

std::string age(std::optional<storage::Time> time, storage::Time now) {
  return time ? rough_duration(now - *time) : "never";
}

// The workspace in one sentence, and whatever makes that sentence less certain.
std::string verdict(const WorkspaceState& state) {
  const std::int64_t open = count_of(state, ViolationState::open);
  const bool is_sure = is_complete(state) && state.up && state.storage_ok && state.log_valid;
  std::string text = open > 0  ? counted(open, "open violation", "open violations")
                     : is_sure ? "Everything is as it should be"
                               : "No open violation is known, but not everything is known";
  text = "<div class=\"verdict " +
         std::string(open > 0  ? "bad"
                     : is_sure ? "good"
                               : "unsure") +
         "\"><h2>" + text + "</h2>";
  if (!state.up) {
    text += "<p>Segment does not answer" + (state.problem.empty() ? "" : ": " + html(state.problem)) +
            ". What follows is what was known before.</p>";
  }
  if (!state.ready) text += "<p>The first poll is not complete yet.</p>";
  if (state.ready && !is_complete(state)) text += "<p>Some policies could not be judged: there may be more.</p>";
  if (!state.storage_ok) text += "<p>The database cannot be written: " + html(state.storage_problem) + "</p>";
  if (!state.log_valid) text += "<p>The log does not hold together: run <code>segaudit verify</code>.</p>";
  return text + "</div>\n";
}

std::string tile(const std::string& name, const std::string& value, const std::string& style = "") {
  return "<li" + (style.empty() ? "" : " class=\"" + style + "\"") + "><b>" + value + "</b><span>" + name +
         "</span></li>";
}

std::int64_t gaps_of(const WorkspaceState& state) {
  std::int64_t gaps = 0;
  for (const auto& [kind, freshness] : freshness_by_kind(state))
    for (const auto& [reason, count] : freshness.gaps) gaps += count;
  return gaps;
}

std::string tiles(const WorkspaceState& state, storage::Time now) {
  std::set<const PolicyState*> unknown;
  for (const auto& entry : unknown_verdicts(state)) unknown.insert(entry.policy);
  std::string text = "<ul class=\"tiles\" aria-label=\"Open violations by severity\">";
  for (const auto& [severity, count] : open_by_severity(state))
    text += tile(severity, std::to_string(count), count > 0 ? severity : "none");
  text += "</ul>\n<ul class=\"tiles small\" aria-label=\"What else there is\">";
  text += tile("policies unknown", std::to_string(unknown.size()), unknown.empty() ? "none" : "medium");
  const std::size_t failed = failed_policies(state).size();
  text += tile("policies failed", std::to_string(failed), failed == 0 ? "none" : "high");
  const std::int64_t gaps = gaps_of(state);
  text += tile("gaps in the data", std::to_string(gaps), gaps == 0 ? "none" : "medium");
  text += tile("pending", std::to_string(count_of(state, ViolationState::pending)));
  text += tile("waived", std::to_string(count_of(state, ViolationState::waived)));
  text += tile("since last poll", age(state.last_poll_success, now));
  return text + "</ul>\n";
}

std::string workspace_section(const AgentState& agent, const WorkspaceState& state, storage::Time now) {
  const bool is_one_of_several = agent.workspaces.size() > 1;
  const PageLinks links("", is_one_of_several ? state.name : "");
  std::string text =
      "<section aria-label=\"Workspace " + html(state.name) + "\">\n<h1>" + html(state.name) + " <small>";
  if (!state.workspace_name.empty()) text += "<bdi>" + html(state.workspace_name) + "</bdi> · ";
  text += html(state.region) + "</small></h1>\n";
  if (is_one_of_several)
    text += "<nav class=\"own\" aria-label=\"Pages of this workspace\">" + workspace_links(links, "-") + "</nav>\n";
  text += verdict(state) + tiles(state, now);
  text += "<p class=\"soft\">Judged at " + html_time(state.evaluated_at) + ", log position " +
          std::to_string(state.seq) + "</p>\n";
  const auto requests = agent.api_requests.find(state.name);
  text +=
      violations_section(state, links, now) + unjudged_section(state, links) + waivers_section(state, links, now) +
      satisfied_section(state, links) + freshness_section(state, links, now) +
      api_section(state,
                  requests == agent.api_requests.end() ? std::map<std::string, std::int64_t>() : requests->second, now);
  return text + "</section>\n";
}

std::string title(const AgentState& state) {
  const std::int64_t open = std::accumulate(state.workspaces.begin(), state.workspaces.end(), std::int64_t(0),
                                            [](std::int64_t sum, const WorkspaceState& workspace) {
                                              return sum + count_of(workspace, ViolationState::open);
                                            });
  return std::to_string(open) + " open · segaudit";
}

}  // namespace

std::string page_html(const AgentState& state, const std::string& version, storage::Time now) {
  std::string body;
  if (!state.last_reload_successful) {
    body +=
        "<div class=\"verdict unsure\">The configuration files hold a mistake: the last good ones are in force. "
        "<p>Run <code>segaudit config check</code>.</p></div>\n";
  }
  for (const auto& workspace : state.workspaces) body += workspace_section(state, workspace, now);
  return framed({title(state), "", version, now, state.workspaces.size() == 1}, PageLinks("", ""), body);
}

}  // namespace segaudit::agent
