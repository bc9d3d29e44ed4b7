#include "agent/publication.h"

#include "agent/metrics_page.h"
#include "agent/page_html.h"
#include "agent/printable.h"
#include "agent/status_json.h"
#include "agent/violations_json.h"

namespace segaudit::agent {
namespace {

std::string missing_for_readiness(const AgentState& state) {
  std::string missing;
  for (const auto& workspace : state.workspaces) {
    if (workspace.ready) continue;
    missing += "workspace " + workspace.name + ": the first poll is not complete yet";
    if (!workspace.problem.empty()) missing += " (" + printable(workspace.problem, 500) + ")";
    missing += "\n";
  }
  return missing;
}

PublishedWorkspace published(const WorkspaceState& state) {
  PublishedWorkspace workspace{state.name, state.database, {}, state.waivers};
  for (const auto& policy : state.policies) workspace.policies.emplace(policy.policy.id, policy);
  return workspace;
}

}  // namespace

Publication publication_of(const AgentState& state, const MetricsOptions& options, const std::string& version,
                           storage::Time now) {
  Publication publication;
  publication.metrics = render_metrics(state, options);
  publication.packed_metrics = GzipFront(publication.metrics);
  publication.violations_json = violations_json(state.workspaces);
  publication.status_json = status_json(state, version, now);
  publication.page_html = page_html(state, version, now);
  publication.not_ready = missing_for_readiness(state);
  publication.ready = publication.not_ready.empty();
  publication.version = version;
  for (const auto& workspace : state.workspaces) publication.workspaces.push_back(published(workspace));
  return publication;
}

}  // namespace segaudit::agent
