#include "agent/status_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "agent/freshness.h"
#include "agent/json_output.h"
#include "agent/judgement.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json time_or_null(std::optional<storage::Time> time) { return time ? Json(storage::format_time(*time)) : Json(); }

Json violations_of(const WorkspaceState& state) {
  Json open = Json::object();
  for (const auto& [severity, count] : open_by_severity(state)) open[severity] = count;
  return {{"open", std::move(open)},
          {"pending", count_of(state, storage::ViolationState::pending)},
          {"waived", count_of(state, storage::ViolationState::waived)}};
}

Json policies_of(const WorkspaceState& state) {
  std::set<const PolicyState*> unknown;
  for (const auto& verdict : unknown_verdicts(state)) unknown.insert(verdict.policy);
  return {{"total", state.policies.size()}, {"unknown", unknown.size()}, {"failed", failed_policies(state).size()}};
}

Json kinds_of(const WorkspaceState& state) {
  Json kinds = Json::array();
  for (const auto& [kind, freshness] : freshness_by_kind(state)) {
    const auto resources = state.resource_counts.find(kind);
    Json gaps = Json::object();
    for (const auto& [reason, count] : freshness.gaps) gaps[reason] = count;
    kinds.push_back({{"kind", kind},
                     {"resources", resources == state.resource_counts.end() ? 0 : resources->second},
                     {"collections", freshness.expected},
                     {"not_available", freshness.not_available},
                     {"oldest", time_or_null(freshness.oldest)},
                     {"gaps", std::move(gaps)},
                     {"detail", text_or_null(freshness.detail)}});
  }
  return kinds;
}

Json json_of(const WorkspaceState& state) {
  return {
      {"workspace", state.name},
      {"region", state.region},
      {"workspace_id", text_or_null(state.workspace_id)},
      {"workspace_name", text_or_null(state.workspace_name)},
      {"up", state.up},
      {"problem", text_or_null(state.problem)},
      {"ready", state.ready},
      {"complete", is_complete(state)},
      {"log",
       {{"seq", state.seq},
        {"length", state.log_length},
        {"head", text_or_null(state.log_head)},
        {"valid", state.log_valid}}},
      {"evaluated_at", storage::format_time(state.evaluated_at)},
      {"last_poll_success", time_or_null(state.last_poll_success)},
      {"violations", violations_of(state)},
      {"policies", policies_of(state)},
      {"kinds", kinds_of(state)},
      {"storage",
       {{"ok", state.storage_ok}, {"problem", text_or_null(state.storage_problem)}, {"bytes", state.database_bytes}}},
      {"ratelimit_remaining", state.ratelimit_remaining ? Json(*state.ratelimit_remaining) : Json()}};
}

}  // namespace

std::string status_json(const AgentState& state, const std::string& version, storage::Time now) {
  Json workspaces = Json::array();
  for (const auto& workspace : state.workspaces) workspaces.push_back(json_of(workspace));
  const bool ready = std::ranges::all_of(state.workspaces, &WorkspaceState::ready);
  const Json status = {{"version", version},
                       {"rendered_at", storage::format_time(now)},
                       {"ready", ready},
                       {"config_last_reload_successful", state.last_reload_successful},
                       {"workspaces", std::move(workspaces)}};
  return without_control_characters(status.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace segaudit::agent
