#include "agent/policy_plan.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <tuple>

#include "agent/clock.h"
#include "agent/json_output.h"
#include "agent/judgement.h"
#include "agent/offline.h"
#include "agent/printable.h"
#include "agent/rulebook.h"
#include "rules/wording.h"
#include "storage/archive.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;
using storage::Violation;
using storage::ViolationState;

constexpr std::size_t kLongestText = 2000;

// What kind of step it is, in the order in which they are told.
enum class Step { opens, waits, waived, closes, severity };

Step kind_of(const PlannedStep& step) {
  if (!step.after) return Step::closes;
  if (step.before && step.before->state == step.after->state) return Step::severity;
  if (step.after->state == ViolationState::waived) return Step::waived;
  return step.after->state == ViolationState::pending ? Step::waits : Step::opens;
}

struct Section {
  Step step;
  const char* key;    // in JSON
  const char* title;  // for people
};
constexpr Section kSections[] = {{Step::opens, "opens", "would open"},
                                 {Step::waits, "waits", "would open when their time has come (for)"},
                                 {Step::waived, "waived", "would be waived"},
                                 {Step::closes, "closes", "would close"},
                                 {Step::severity, "severities", "would have another severity"}};

std::vector<const PlannedStep*> steps_of(const Plan& plan, Step wanted) {
  std::vector<const PlannedStep*> found;
  for (const auto& step : plan.steps)
    if (kind_of(step) == wanted) found.push_back(&step);
  return found;
}

std::string line_of(const PlannedStep& step) {
  const auto shown = [](const std::string& text) { return printable(text, kLongestText); };
  const Violation& violation = step.after ? *step.after : *step.before;
  std::string line = "  " + shown(violation.severity) + " " + shown(violation.policy) + " " +
                     shown(violation.resource_kind) + " " + shown(violation.resource_id);
  if (step.before && step.after && step.before->severity != step.after->severity)
    line += " (now " + shown(step.before->severity) + ")";
  line += "\n    " + shown(violation.message) + "\n";
  if (violation.state == ViolationState::waived) line += "    waiver: " + shown(violation.waiver) + "\n";
  return line;
}

Json json_of(const PlannedStep& step) {
  const Violation& violation = step.after ? *step.after : *step.before;
  const auto state = [](const std::optional<Violation>& side) {
    return side ? Json(storage::to_string(side->state)) : Json();
  };
  Json json = {{"policy", violation.policy},
               {"severity", violation.severity},
               {"resource_kind", violation.resource_kind},
               {"resource_id", violation.resource_id},
               {"resource_name", violation.resource_name},
               {"message", violation.message},
               {"state_now", state(step.before)},
               {"state_then", state(step.after)}};
  if (step.before) json["severity_now"] = step.before->severity;
  if (!violation.waiver.empty()) json["waiver"] = violation.waiver;
  return json;
}

bool is_of_pack(const Plan& plan, const PolicyState* policy) { return policy->policy.pack == plan.pack; }

std::vector<UnknownVerdict> unknown_in(const Plan& plan) {
  auto verdicts = unknown_verdicts(plan.after);
  std::erase_if(verdicts, [&](const auto& verdict) { return !is_of_pack(plan, verdict.policy); });
  return verdicts;
}

std::vector<const PolicyState*> failed_in(const Plan& plan) {
  auto failed = failed_policies(plan.after);
  std::erase_if(failed, [&](const auto* policy) { return !is_of_pack(plan, policy); });
  return failed;
}

}  // namespace

std::vector<PlannedStep> planned_steps(std::span<const Violation> before, std::span<const Violation> after) {
  const auto key_of = [](const Violation& violation) {
    return std::tuple(violation.policy, violation.resource_kind, violation.resource_id);
  };
  std::map<std::tuple<std::string, std::string, std::string>, PlannedStep> all;
  for (const auto& violation : before) all[key_of(violation)].before = violation;
  for (const auto& violation : after) all[key_of(violation)].after = violation;
  std::vector<PlannedStep> steps;
  for (auto& [key, step] : all) {
    const bool stays = step.before && step.after && step.before->state == step.after->state &&
                       step.before->severity == step.after->severity;
    if (!stays) steps.push_back(std::move(step));
  }
  return steps;
}

std::string plan_text(const Plan& plan) {
  const auto shown = [](const std::string& text) { return printable(text, kLongestText); };
  std::string text = "Pack " + shown(plan.pack) + " from " + shown(plan.file) +
                     (plan.replaces.empty() ? ", which would be new" : ", in place of " + shown(plan.replaces)) +
                     ", on workspace " + plan.after.name + ":\n";
  std::string summary;
  for (const auto& section : kSections) {
    const auto steps = steps_of(plan, section.step);
    summary += (summary.empty() ? "" : ", ") + std::to_string(steps.size()) + " " + section.title;
    if (steps.empty()) continue;
    text += std::string("\n") + section.title + ":\n";
    for (const auto* step : steps) text += line_of(*step);
  }
  const auto unknown = unknown_in(plan);
  const auto failed = failed_in(plan);
  if (!unknown.empty() || !failed.empty()) text += "\ncould not be judged, so there may be more:\n";
  for (const auto& verdict : unknown) {
    text += "  " + shown(verdict.policy->policy.id) + ": " + shown(verdict.reason);
    if (verdict.resource_ids) text += " (" + std::to_string(verdict.resource_ids->size()) + " resources)";
    text += "\n";
  }
  for (const auto* policy : failed) text += "  " + shown(policy->policy.id) + ": " + shown(policy->failure) + "\n";
  return text + "\n" + summary + "\n";
}

std::string plan_json(const Plan& plan) {
  Json json = {{"workspace", plan.after.name},
               {"evaluated_at", storage::format_time(plan.after.evaluated_at)},
               {"pack", plan.pack},
               {"file", plan.file},
               {"replaces", plan.replaces.empty() ? Json() : Json(plan.replaces)}};
  for (const auto& section : kSections) {
    json[section.key] = Json::array();
    for (const auto* step : steps_of(plan, section.step)) json[section.key].push_back(json_of(*step));
  }
  json["unknown"] = Json::array();
  for (const auto& verdict : unknown_in(plan))
    json["unknown"].push_back({{"policy", verdict.policy->policy.id},
                               {"reason", verdict.reason},
                               {"resource_ids", verdict.resource_ids ? Json(*verdict.resource_ids) : Json()}});
  json["failed"] = Json::array();
  for (const auto* policy : failed_in(plan))
    json["failed"].push_back({{"policy", policy->policy.id}, {"reason", policy->failure}});
  return without_control_characters(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

int plan_exit_code(const Plan& plan) {
  if (!steps_of(plan, Step::opens).empty() || !steps_of(plan, Step::waits).empty()) return kFound;
  return unknown_in(plan).empty() && failed_in(plan).empty() ? kDone : kCouldNotJudge;
}

int policy_plan_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--format"}, {});
  const std::string format = arguments.choice("--format", {"text", "json"});
  if (arguments.rest().size() != 1) throw UsageError("policy plan needs the file of one pack");
  const Config config = config_named_by(arguments);
  const auto present = rulebook_of(config);
  const auto planned = rulebook_with(arguments.rest().front(), config);
  const WorkspaceConfig& workspace = workspace_named_by(arguments, config);
  Plan plan;
  plan.file = arguments.rest().front();
  for (const auto& pack : planned->policies.packs)
    if (pack.file == plan.file) plan.pack = pack.name;
  for (const auto& pack : present->policies.packs)
    if (pack.name == plan.pack) plan.replaces = pack.file;
  const auto database = database_of(config, workspace);
  plan.after = judge_offline(database, workspace.name, *planned, std::nullopt, SystemClock().now());
  plan.steps = planned_steps(storage::Archive(database).active_violations(), plan.after.violations);
  output.out << (format == "json" ? plan_json(plan) : plan_text(plan));
  return plan_exit_code(plan);
}

}  // namespace segaudit::agent
