#include "agent/rulebook.h"

#include "agent/command.h"
#include "rules/waiver_reader.h"

namespace segaudit::agent {
namespace {

rules::WaiverContext waiver_context(const Config& config, const rules::PolicySet& policies) {
  rules::WaiverContext context;
  // While a pack has mistakes, a policy that is missing may be in it.
  if (policies.problems.empty()) context.policies = rules::ids_of(policies);
  for (const auto& workspace : config.workspaces) context.workspaces.push_back(workspace.name);
  return context;
}

SharedRulebook rulebook(const Config& config, rules::PolicySet policies) {
  auto book = std::make_shared<Rulebook>();
  book->policies = std::move(policies);
  book->parameters = config.policies.parameters;
  book->disabled = config.policies.disabled;
  book->environments = config.environments;
  auto problems = book->policies.problems;
  if (!config.waivers.empty()) {
    auto loaded = rules::load_waiver_file(config.waivers, waiver_context(config, book->policies));
    book->waivers = std::move(loaded.file);
    problems.insert(problems.end(), loaded.problems.begin(), loaded.problems.end());
  }
  if (!problems.empty()) throw ConfigError(text_of(problems));
  return book;
}

}  // namespace

SharedRulebook rulebook_of(const Config& config) {
  auto model = storage::QuerySession::empty();
  return rulebook(config, rules::load_policies(config.policies, model));
}

SharedRulebook rulebook_with(const std::string& pack_file, const Config& config) {
  auto model = storage::QuerySession::empty();
  return rulebook(config, rules::load_policies_with(pack_file, config.policies, model));
}

}  // namespace segaudit::agent
