#include "agent/first_sight.h"

#include <map>
#include <set>
#include <tuple>

#include "agent/judgement.h"
#include "rules/wording.h"

namespace segaudit::agent {
namespace {

using storage::CollectionState;

struct Unseen {
  std::int64_t collections = 0;
  std::string detail;  // of the first one
};

std::map<std::tuple<std::string, std::string>, Unseen> unseen_in(const WorkspaceState& state) {
  std::map<std::tuple<std::string, std::string>, Unseen> unseen;
  for (const auto& collection : state.collections) {
    if (collection.state == CollectionState::complete) continue;
    const std::string why = collection.state == CollectionState::not_available ? "not_available" : collection.reason;
    Unseen& one = unseen[{collection.key.kind, why}];
    if (one.collections++ == 0) one.detail = collection.detail;
  }
  return unseen;
}

std::vector<std::string> unknown_policies(const WorkspaceState& state) {
  std::set<std::string> ids;
  for (const auto& verdict : unknown_verdicts(state))
    if (!verdict.resource_ids) ids.insert(verdict.policy->policy.id);
  return {ids.begin(), ids.end()};
}

}  // namespace

void log_first_sight(const WorkspaceState& state, Log& log) {
  std::int64_t resources = 0;
  for (const auto& [kind, count] : state.resource_counts) resources += count;
  log.info("everything was looked at once",
           {{"workspace", state.name}, {"resources", resources}, {"collections", state.collections.size()},
            {"policies", state.policies.size()}, {"open", count_of(state, storage::ViolationState::open)}});
  for (const auto& [what, unseen] : unseen_in(state))
    log.warning("not seen", {{"workspace", state.name}, {"kind", std::get<0>(what)}, {"reason", std::get<1>(what)},
                             {"collections", unseen.collections}, {"detail", unseen.detail}});
  if (const auto policies = unknown_policies(state); !policies.empty())
    log.warning("policies that cannot be judged; segaudit doctor says how to mend it",
                {{"workspace", state.name}, {"policies", rules::listed(policies)}});
}

}  // namespace segaudit::agent
