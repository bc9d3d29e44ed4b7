#include "agent/violations_json.h"

#include <nlohmann/json.hpp>

#include "agent/json_output.h"
#include "agent/judgement.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;

Json evidence_of(const storage::Violation& violation) {
  Json evidence = Json::parse(violation.evidence, nullptr, false);
  return evidence.is_array() ? evidence : Json::array();
}

// Who waives it, why and how long; null for what is not waived.
Json waiver_in(const WorkspaceState& state, const storage::Violation& violation) {
  if (violation.state != storage::ViolationState::waived || violation.waiver.empty()) return {};
  const WaiverState* const waiver = waiver_of(state, violation);
  if (!waiver) return {{"name", violation.waiver}};
  return {{"name", waiver->id},         {"policy", waiver->policy}, {"resource", waiver->resource},
          {"reason", waiver->reason},   {"owner", waiver->owner},   {"expires", storage::format_time(waiver->expires)},
          {"bound_to", waiver->bound_to.empty() ? Json() : Json(waiver->bound_to)}};
}

Json json_of(const WorkspaceState& state, const storage::Violation& violation) {
  Json json = {{"policy", violation.policy},
          {"severity", violation.severity},
          {"resource_kind", violation.resource_kind},
          {"resource_id", violation.resource_id},
          {"resource_name", violation.resource_name},
          {"state", storage::to_string(violation.state)},
          {"first_seen", storage::format_time(violation.first_seen)},
          {"message", violation.message},
          {"evidence", evidence_of(violation)},
          {"actor", violation.actor.empty() ? Json() : Json(violation.actor)},
          {"waiver", waiver_in(state, violation)}};
  const auto hash = state.resource_hashes.find({violation.resource_kind, violation.resource_id});
  if (hash != state.resource_hashes.end()) json["resource_hash"] = hash->second;
  return json;
}

Json json_of(const WaiverState& waiver) {
  return {{"name", waiver.id},
          {"policy", waiver.policy},
          {"resource", waiver.resource},
          {"reason", waiver.reason},
          {"owner", waiver.owner},
          {"expires", storage::format_time(waiver.expires)},
          {"bound_to", waiver.bound_to.empty() ? Json() : Json(waiver.bound_to)},
          {"state", waiver.state},
          {"ended_by", waiver.ended_by.empty() ? Json() : Json(waiver.ended_by)},
          {"matches", waiver.matches}};
}

Json json_of(const UnknownVerdict& verdict) {
  return {{"policy", verdict.policy->policy.id},
          {"reason", verdict.reason},
          {"resource_ids", verdict.resource_ids ? Json(*verdict.resource_ids) : Json()}};
}

Json json_of(const WorkspaceState& state) {
  Json violations = Json::array();
  for (const auto* violation : most_severe_first(state.violations)) violations.push_back(json_of(state, *violation));
  Json waivers = Json::array();
  for (const auto& waiver : state.waivers) waivers.push_back(json_of(waiver));
  Json unknown = Json::array();
  for (const auto& verdict : unknown_verdicts(state)) unknown.push_back(json_of(verdict));
  Json failed = Json::array();
  for (const auto* policy : failed_policies(state))
    failed.push_back({{"policy", policy->policy.id}, {"reason", policy->failure}});
  return {{"workspace", state.name},        {"evaluated_at", storage::format_time(state.evaluated_at)},
          {"complete", is_complete(state)}, {"violations", std::move(violations)},
          {"unknown", std::move(unknown)},  {"failed", std::move(failed)},
          {"waivers", std::move(waivers)}};
}

std::string text_of(const Json& json) {
  return without_control_characters(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace

std::string violations_json(const WorkspaceState& state) { return text_of(json_of(state)); }

std::string violations_json(std::span<const WorkspaceState> states) {
  Json workspaces = Json::array();
  for (const auto& state : states) workspaces.push_back(json_of(state));
  return text_of({{"workspaces", std::move(workspaces)}});
}

}  // namespace segaudit::agent
