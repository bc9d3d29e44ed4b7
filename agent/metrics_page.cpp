#include "agent/metrics_page.h"

#include "agent/health_metrics.h"
#include "agent/inventory_metrics.h"
#include "agent/metrics_writer.h"
#include "agent/policy_metrics.h"
#include "agent/violation_metrics.h"
#include "agent/waiver_metrics.h"

namespace segaudit::agent {
namespace {

void write_agent(MetricsWriter& out, const AgentState& state) {
  out.family(
      "segaudit_config_last_reload_successful", "gauge",
      "1: the configuration files as they are now are in force. 0: they hold a mistake, the last good ones are.");
  out.add({}, std::int64_t(state.last_reload_successful));
  out.family("segaudit_pack_info", "gauge", "Policy packs in force: file and SHA-256 of its bytes.");
  for (const auto& pack : state.packs) out.add({{"file", pack.file}, {"sha256", pack.sha256}}, std::int64_t(1));
  out.family("segaudit_web_info", "gauge", "Address of the agent's page, for links in alerts (web.external_url).");
  if (state.external_url.empty()) return;
  for (const auto& workspace : state.workspaces)
    out.add({{"workspace", workspace.name}, {"external_url", state.external_url}}, std::int64_t(1));
}

void write_dropped(MetricsWriter& out) {
  const auto dropped = out.dropped();
  out.family("segaudit_series_dropped", "gauge",
             "Series left out of this page because metrics.max_series is reached. Open violations never are.");
  for (const auto& [what, count] : dropped) out.add({{"workspace", what.workspace}, {"family", what.family}}, count);
}

}  // namespace

std::string render_metrics(const AgentState& state, const MetricsOptions& options) {
  MetricsWriter out(options.max_series);
  write_agent(out, state);
  write_health_metrics(out, state.workspaces);
  write_policy_metrics(out, state.workspaces);
  write_waiver_metrics(out, state.workspaces);
  write_violation_metrics(out, state.workspaces);  // from here on the cap drops
  write_inventory_metrics(out, state.workspaces, options.per_destination);
  write_dropped(out);
  return out.take_text();
}

}  // namespace segaudit::agent
