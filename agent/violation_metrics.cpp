#include "agent/violation_metrics.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <vector>

#include "agent/judgement.h"

namespace segaudit::agent {
namespace {

using storage::Violation;
using storage::ViolationState;

// Longer than Prometheus needs to see a 0, however slowly it scrapes.
constexpr std::chrono::hours kEndIsShown{1};

using Series = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

Series series_of(const Violation& violation) {
  return {violation.policy, violation.severity, violation.resource_kind, violation.resource_id};
}

// The violations of one workspace that have a series: open ones, and those that ended within the hour.
struct Shown {
  const WorkspaceState* workspace = nullptr;
  std::vector<const Violation*> open;  // most severe first
  std::vector<const Violation*> ended;
};

Shown shown_of(const WorkspaceState& workspace) {
  Shown shown;
  shown.workspace = &workspace;
  std::set<Series> series;
  for (const Violation* violation : most_severe_first(workspace.violations)) {
    if (violation->state == ViolationState::open && series.insert(series_of(*violation)).second)
      shown.open.push_back(violation);
  }
  // A violation that came back within the hour is open: it has one series, not two.
  const auto add_ended = [&](const Violation& violation) {
    if (series.insert(series_of(violation)).second) shown.ended.push_back(&violation);
  };
  std::ranges::for_each(workspace.recently_resolved, add_ended);
  for (const auto& violation : workspace.violations) {
    const bool is_fresh = workspace.evaluated_at - violation.state_since < kEndIsShown;
    if (violation.state == ViolationState::waived && is_fresh) add_ended(violation);
  }
  return shown;
}

template <typename Number>
void add(MetricsWriter& out, const WorkspaceState& workspace, const Violation& violation, Number value) {
  out.add({{"workspace", workspace.name},
           {"policy", violation.policy},
           {"severity", violation.severity},
           {"resource_kind", violation.resource_kind},
           {"resource_id", violation.resource_id}},
          value);
}

}  // namespace

void write_violation_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  std::vector<Shown> all;
  for (const auto& workspace : workspaces) all.push_back(shown_of(workspace));

  out.family("segaudit_violation", "gauge", "1: the violation is open. 0, for an hour: it was resolved or waived.");
  for (const auto& shown : all)
    for (const Violation* violation : shown.open) add(out, *shown.workspace, *violation, std::int64_t(1));
  for (const auto& shown : all) {
    out.may_drop(shown.workspace->name);
    for (const Violation* violation : shown.ended)
      if (out.has_room(shown.workspace->name)) add(out, *shown.workspace, *violation, std::int64_t(0));
  }

  out.family("segaudit_violation_first_seen_timestamp_seconds", "gauge", "When the violation was first seen.");
  for (const auto& shown : all) {
    out.may_drop(shown.workspace->name);
    for (const auto* violations : {&shown.open, &shown.ended})
      for (const Violation* violation : *violations)
        if (out.has_room(shown.workspace->name))
          add(out, *shown.workspace, *violation, double(violation->first_seen.time_since_epoch().count()) / 1000);
  }
}

}  // namespace segaudit::agent
