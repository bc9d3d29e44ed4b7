#include "agent/waiver_states.h"

namespace segaudit::agent {
namespace {

WaiverState state_of(const rules::WaiverUse& use) {
  const rules::Waiver& waiver = *use.waiver;
  WaiverState state;
  state.id = rules::name_of(waiver);
  state.policy = waiver.policy;
  state.resource = waiver.resource;
  state.workspace = waiver.workspace;
  state.reason = waiver.reason;
  state.owner = waiver.owner;
  state.expires = waiver.expires;
  state.bound_to = waiver.bound_to;
  state.state = rules::to_string(use.state);
  if (use.state == rules::WaiverState::expired) state.ended_by = use.changed ? "change" : "time";
  state.matches = use.matches;
  return state;
}

}  // namespace

std::vector<WaiverState> waiver_states(const rules::Waivers& waivers, std::span<const storage::Violation> violations,
                                       const rules::BodyHashes& bodies, storage::Time now) {
  std::vector<WaiverState> states;
  for (const auto& use : waivers.uses(violations, bodies, now)) states.push_back(state_of(use));
  return states;
}

}  // namespace segaudit::agent
