#include "rules/causes.h"

#include <algorithm>
#include <tuple>

namespace segaudit::rules {
namespace {

using storage::Change;
using storage::Seq;
using storage::Transition;
using storage::Violation;
using storage::ViolationState;

using Key = std::tuple<std::string, std::string, std::string>;

Key key_of(const Violation& violation) { return {violation.policy, violation.resource_kind, violation.resource_id}; }

// What a change is about: the resource, what it was read under, and the parts of an id that is put together.
std::set<std::string> names_of(const Change& change) {
  std::set<std::string> names = {change.id};
  if (!change.parent.empty()) names.insert(change.parent);
  for (std::size_t begin = 0, end = 0; begin <= change.id.size(); begin = end + 1) {
    end = std::min(change.id.find('/', begin), change.id.size());
    if (end > begin) names.insert(change.id.substr(begin, end - begin));
  }
  return names;
}

void name_actor(Violation& violation, const ActorOf& actor_of) {
  if (violation.cause == 0 || !violation.actor.empty()) return;
  if (auto actor = actor_of(violation.cause)) violation.actor = std::move(*actor);
}

}  // namespace

ChangesByResource::ChangesByResource(std::span<const Change> changes) {
  for (const auto& change : changes)
    for (const auto& name : names_of(change)) by_name_[name].push_back(&change);
}

Seq ChangesByResource::last(const std::string& kind, const std::string& id, const std::set<std::string>& kinds,
                            Seq after) const {
  const auto named = by_name_.find(id);
  if (named == by_name_.end()) return 0;
  Seq last = 0;
  for (const Change* change : named->second) {
    // The same id may be another kind's: its own resource, but not this one.
    const bool another = change->id == id && change->kind != kind && change->parent != id;
    if (!another && kinds.contains(change->kind) && change->seq > after) last = std::max(last, change->seq);
  }
  return last;
}

std::vector<Transition> with_causes(std::vector<Transition> transitions, std::span<const Violation> active,
                                    const CauseOf& cause_of, const ActorOf& actor_of) {
  std::set<Key> moved;
  for (auto& transition : transitions) {
    Violation& violation = transition.violation;
    moved.insert(key_of(violation));
    if (!transition.from) violation.cause = cause_of(violation);
    name_actor(violation, actor_of);
  }
  for (const auto& known : active) {
    if (known.state == ViolationState::resolved || moved.contains(key_of(known))) continue;
    Violation named = known;
    name_actor(named, actor_of);
    if (!(named == known)) transitions.push_back({known.state, std::move(named)});
  }
  return transitions;
}

}  // namespace segaudit::rules
