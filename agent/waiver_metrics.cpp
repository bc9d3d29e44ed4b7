#include "agent/waiver_metrics.h"

#include <map>
#include <string>

namespace segaudit::agent {

void write_waiver_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  out.family(
      "segaudit_waivers", "gauge",
      "Waivers that concern the workspace, each in one state. unused: nothing that it names is violated, it can go. "
      "expired: its time is over or what it was bound to has changed, and a violation that it names is still there. "
      "expiring: it waives, for 14 days at most. active: it waives for longer.");
  for (const auto& workspace : workspaces) {
    std::map<std::string, std::int64_t> counts = {{"active", 0}, {"expired", 0}, {"expiring", 0}, {"unused", 0}};
    for (const auto& waiver : workspace.waivers) ++counts[waiver.state];
    for (const auto& [state, count] : counts) out.add({{"workspace", workspace.name}, {"state", state}}, count);
  }
}

}  // namespace segaudit::agent
