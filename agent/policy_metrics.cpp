#include "agent/policy_metrics.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace segaudit::agent {
namespace {

using storage::ViolationState;

void write_infos(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  out.family("segaudit_policy_info", "gauge", "Policies in force.");
  for (const auto& w : workspaces) {
    for (const auto& state : w.policies) {
      const std::string severity = rules::to_string(state.policy.severity);
      out.add({{"workspace", w.name},
               {"policy", state.policy.id},
               {"pack", state.policy.pack},
               {"severity", severity},
               {"resource", state.policy.resource}},
              std::int64_t(1));
    }
  }
}

// Policy, severity, state. The severity is the violation's own: a policy's may have changed since.
using Counts = std::map<std::tuple<std::string, std::string, std::string>, std::int64_t>;

Counts violation_counts(const WorkspaceState& workspace) {
  Counts counts;
  for (const auto& state : workspace.policies)
    for (const auto violation_state : {ViolationState::open, ViolationState::pending, ViolationState::waived})
      counts[{state.policy.id, rules::to_string(state.policy.severity), storage::to_string(violation_state)}] = 0;
  for (const auto& violation : workspace.violations)
    ++counts[{violation.policy, violation.severity, storage::to_string(violation.state)}];
  return counts;
}

void write_violation_counts(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  out.family("segaudit_policy_violations", "gauge", "Violations of each policy, by state: open, pending, waived.");
  for (const auto& w : workspaces) {
    for (const auto& [key, count] : violation_counts(w)) {
      const auto& [policy, severity, state] = key;
      out.add({{"workspace", w.name}, {"policy", policy}, {"severity", severity}, {"state", state}}, count);
    }
  }
}

template <typename Value>
void write_verdicts(MetricsWriter& out, std::span<const WorkspaceState> workspaces, std::string_view name,
                    std::string_view help, Value value) {
  out.family(name, "gauge", help);
  for (const auto& w : workspaces)
    for (const auto& state : w.policies)
      if (state.evaluated) out.add({{"workspace", w.name}, {"policy", state.policy.id}}, value(state));
}

void write_totals(MetricsWriter& out, std::span<const WorkspaceState> workspaces, std::string_view name,
                  std::string_view help, std::int64_t std::pair<std::int64_t, std::int64_t>::*which) {
  out.family(name, "counter", help);
  for (const auto& w : workspaces) {
    std::map<std::string_view, std::int64_t> totals;
    for (const auto& state : w.policies) totals[state.policy.id] = 0;
    for (const auto& [policy, opened_and_resolved] : w.violation_totals) totals[policy] = opened_and_resolved.*which;
    for (const auto& [policy, total] : totals) out.add({{"workspace", w.name}, {"policy", policy}}, total);
  }
}

}  // namespace

void write_policy_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  write_infos(out, workspaces);
  write_violation_counts(out, workspaces);
  write_verdicts(out, workspaces, "segaudit_policy_unknown",
                 "Resources that the policy cannot judge because of a gap; the whole policy: all of its kind.",
                 [](const PolicyState& state) { return state.unknown_count; });
  write_verdicts(out, workspaces, "segaudit_policy_last_evaluation_success",
                 "1: the policy's query could be run. 0: it failed or broke a limit; its violations stay as they were.",
                 [](const PolicyState& state) { return std::int64_t(state.success); });
  write_verdicts(out, workspaces, "segaudit_policy_last_evaluation_timestamp_seconds", "When the policy was last run.",
                 [](const PolicyState& state) { return double(state.at.time_since_epoch().count()) / 1000; });
  write_verdicts(out, workspaces, "segaudit_policy_last_evaluation_duration_seconds", "How long that took.",
                 [](const PolicyState& state) { return double(state.duration.count()) / 1e6; });
  using Totals = std::pair<std::int64_t, std::int64_t>;
  write_totals(out, workspaces, "segaudit_policy_violations_opened_total",
               "Violations opened, since the first day of the database. One that opens again when its waiver ends counts once.",
               &Totals::first);
  write_totals(out, workspaces, "segaudit_policy_violations_resolved_total",
               "Violations resolved, since the first day of the database.", &Totals::second);
}

}  // namespace segaudit::agent
