#pragma once

#include <string>

#include "agent/workspace_state.h"
#include "tests/support/observations.h"

namespace segaudit::agent {

using namespace std::chrono_literals;

inline const storage::Time kNoon = tests::kNoon;

// A name with everything that must not act: markup, a terminal escape, a formula, line break, quotes, a turn of the
// writing direction, NUL; and an emoji, which is harmless.
inline const std::string kHostile = std::string("=<b>\"x\"</b>&'\\\x1b[31m\n\xE2\x80\xAE\xF0\x9F\x92\xA5") + '\0' + "y";

inline PolicyState a_policy(const std::string& id, rules::Severity severity) {
  PolicyState state;
  state.policy.id = id;
  state.policy.title = "Title of " + id;
  state.policy.pack = "forwarding";
  state.policy.severity = severity;
  state.policy.resource = "source";
  state.policy.remediation = "Repair it.\nThen look again.";
  state.evaluated = state.success = true;
  state.at = kNoon;
  state.duration = 1500us;
  return state;
}

inline storage::Collection a_collection(const std::string& kind, const std::string& parent,
                                        std::optional<storage::Time> last_complete) {
  return {{kind, parent}, storage::CollectionState::complete, "", "", last_complete, last_complete};
}

// A workspace of which everything is known, and nothing is wrong.
inline WorkspaceState a_calm_workspace(const std::string& name = "acme") {
  WorkspaceState state;
  state.name = name;
  state.region = "us";
  state.workspace_id = "ws1";
  state.workspace_name = "Acme Inc";
  state.workspace_slug = "acme-inc";
  state.up = state.ready = true;
  state.seq = state.log_length = 42;
  state.evaluated_at = kNoon;
  state.last_poll_success = kNoon - 30s;
  state.policies = {a_policy("a-holds", rules::Severity::low), a_policy("b-holds", rules::Severity::critical)};
  state.collections = {a_collection("source", "", kNoon - 60s), a_collection("source_settings", "s1", kNoon - 120s),
                       a_collection("source_settings", "s2", kNoon - 90s)};
  state.resource_counts = {{"source", 2}, {"source_settings", 2}};
  state.ratelimit_remaining = 50;
  state.log_head = "0123456789abcdef";
  state.database_bytes = 4096;
  return state;
}

// A violation in every state, a gap, an unknown resource, an unknown and a failed policy.
inline WorkspaceState a_troubled_workspace() {
  using storage::ViolationState;
  WorkspaceState state = a_calm_workspace();
  state.violations = {tests::a_violation("a-holds", "s1", ViolationState::pending),
                      tests::a_violation("a-holds", "s2", ViolationState::waived, kNoon - 10min),
                      tests::a_violation("b-holds", "s1", ViolationState::open, kNoon - 3h)};
  state.violations[0].severity = state.violations[1].severity = "low";
  state.violations[2].severity = "critical";
  state.violations[2].message = "Source s1 loses events";
  state.violations[2].evidence = R"([{"blocks":"track","limit":3}])";
  state.violations[2].actor = "jo@example.com";
  state.recently_resolved = {tests::a_violation("b-holds", "s3", ViolationState::resolved, kNoon - 20min)};
  state.recently_resolved[0].severity = "critical";
  state.violation_totals = {{"b-holds", {2, 1}}};
  state.change_totals = {{{"source", "modified"}, 7}};
  state.collections[1].state = storage::CollectionState::gap;
  state.collections[1].reason = "timeout";
  state.collections[1].detail = "GET /sources/s1/settings: no answer";
  state.policies[0].unknown_resources = {{"s1", "timeout"}};
  state.policies[0].unknown_count = 1;
  state.policies.push_back(a_policy("c-fails", rules::Severity::medium));
  state.policies[2].success = false;
  state.policies[2].failure = "no such column: x";
  state.policies.push_back(a_policy("d-unknown", rules::Severity::high));
  state.policies[3].unknown_reason = "gap in source_settings: timeout";
  state.policies[3].unknown_count = 2;
  return state;
}

// The same, with the waiver of what is waived, and one that has ended by a change.
inline WorkspaceState a_workspace_with_waivers() {
  WorkspaceState state = a_troubled_workspace();
  WaiverState waiver;
  waiver.id = "a-holds on source/s2";
  waiver.policy = "a-holds";
  waiver.resource = "source/s2";
  waiver.reason = "known";
  waiver.owner = "data-platform";
  waiver.expires = kNoon + 732h;
  waiver.state = "active";
  waiver.matches = 1;
  state.violations[1].waiver = waiver.id;
  WaiverState ended = waiver;
  ended.id = "b-holds on source/s1 as 0123";
  ended.policy = "b-holds";
  ended.resource = "source/s1";
  ended.state = "expired";
  ended.ended_by = "change";
  state.waivers = {waiver, ended};
  return state;
}

inline AgentState an_agent(std::vector<WorkspaceState> workspaces) {
  AgentState state;
  state.workspaces = std::move(workspaces);
  rules::Pack pack;
  pack.name = "forwarding";
  pack.file = "builtin/forwarding.yml";
  pack.sha256 = "ab12";
  state.packs = {pack};
  return state;
}

}  // namespace segaudit::agent
