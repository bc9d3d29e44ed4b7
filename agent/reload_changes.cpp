#include "agent/reload_changes.h"

#include <map>

namespace segaudit::agent {
namespace {

// Two sets of named things, compared.
template <typename Thing, typename Fields, typename Same>
void compare(const std::string& word, const std::map<std::string, Thing>& before,
             const std::map<std::string, Thing>& after, Fields fields, Same same, std::vector<ReloadChange>& changes) {
  for (const auto& [name, thing] : before)
    if (!after.contains(name)) changes.push_back({word + " removed", fields(name, thing)});
  for (const auto& [name, thing] : after) {
    const auto known = before.find(name);
    if (known == before.end())
      changes.push_back({word + " added", fields(name, thing)});
    else if (!same(known->second, thing))
      changes.push_back({word + " changed", fields(name, thing)});
  }
}

std::map<std::string, const rules::Pack*> packs_of(const Rulebook& rules) {
  std::map<std::string, const rules::Pack*> packs;
  for (const auto& pack : rules.policies.packs) packs[pack.file] = &pack;
  return packs;
}

std::map<std::string, const rules::Policy*> policies_of(const Rulebook& rules) {
  std::map<std::string, const rules::Policy*> policies;
  for (const auto& policy : rules.policies.policies) policies[policy.id] = &policy;
  return policies;
}

// Where it stands does not matter.
bool same_policy(const rules::Policy* a, const rules::Policy* b) {
  rules::Policy moved = *b;
  moved.pack = a->pack;
  moved.file = a->file;
  moved.line = a->line;
  return moved == *a;
}

std::map<std::string, const rules::Waiver*> waivers_of(const Rulebook& rules) {
  std::map<std::string, const rules::Waiver*> waivers;
  for (const auto& waiver : rules.waivers.waivers) waivers[rules::name_of(waiver)] = &waiver;
  return waivers;
}

std::map<std::string, WorkspaceConfig> workspaces_of(const Config& config) {
  std::map<std::string, WorkspaceConfig> workspaces;
  for (const auto& workspace : config.workspaces) workspaces[workspace.name] = workspace;
  return workspaces;
}

}  // namespace

std::vector<ReloadChange> reload_changes(const Config& config_before, const Rulebook& before,
                                         const Config& config_after, const Rulebook& after) {
  std::vector<ReloadChange> changes;
  const auto is_equal = [](const auto& a, const auto& b) { return a == b; };
  compare(
      "workspace", workspaces_of(config_before), workspaces_of(config_after),
      [](const auto& name, const auto&) {
        return LogFields{{"workspace", name}};
      },
      is_equal, changes);
  compare(
      "pack", packs_of(before), packs_of(after),
      [](const auto& file, const auto* pack) {
        return LogFields{{"pack", pack->name}, {"file", file}, {"sha256", pack->sha256}};
      },
      [](const auto* a, const auto* b) { return a->sha256 == b->sha256; }, changes);
  compare(
      "policy", policies_of(before), policies_of(after),
      [](const auto& id, const auto* policy) {
        return LogFields{{"policy", id}, {"pack", policy->pack}};
      },
      same_policy, changes);
  compare(
      "parameters", before.parameters, after.parameters,
      [](const auto& policy, const auto&) {
        return LogFields{{"policy", policy}};
      },
      is_equal, changes);
  compare(
      "waiver", waivers_of(before), waivers_of(after),
      [](const auto& name, const auto*) {
        return LogFields{{"waiver", name}};
      },
      [](const auto* a, const auto* b) { return a->reason == b->reason; }, changes);
  if (!(before.environments == after.environments)) changes.push_back({"environments changed", {}});
  return changes;
}

}  // namespace segaudit::agent
