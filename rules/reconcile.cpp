#include "rules/reconcile.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace segaudit::rules {
namespace {

using storage::Time;
using storage::Transition;
using storage::Violation;
using storage::ViolationState;

using Key = std::tuple<std::string, std::string, std::string>;  // policy, resource kind, resource id

Key key_of(const Violation& violation) { return {violation.policy, violation.resource_kind, violation.resource_id}; }

// Time as people tell it may jump back; a violation's own time never does.
Time not_before(Time now, Time earliest) { return std::max(now, earliest); }

Transition moved(const Violation& before, Violation after, ViolationState state, Time now) {
  after.state = state;
  if (state != before.state) after.state_since = not_before(now, before.state_since);
  return {before.state, std::move(after)};
}

Violation with_facts(Violation violation, const Policy& policy, const Finding& finding) {
  violation.severity = to_string(policy.severity);
  violation.resource_name = finding.resource_name;
  violation.message = finding.message;
  violation.evidence = finding.evidence;
  if (!finding.actor.empty()) violation.actor = finding.actor;
  return violation;
}

const std::string& kind_of(const Policy& policy, const Finding& finding) {
  return finding.resource_kind.empty() ? policy.resource : finding.resource_kind;
}

Transition born(const Policy& policy, const Finding& finding, Time now) {
  Violation violation;
  violation.policy = policy.id;
  violation.resource_kind = kind_of(policy, finding);
  violation.resource_id = finding.resource_id;
  violation.state = policy.for_duration.count() > 0 ? ViolationState::pending : ViolationState::open;
  violation.first_seen = violation.state_since = now;
  return {std::nullopt, with_facts(std::move(violation), policy, finding)};
}

bool has_lasted(const Violation& violation, const Policy& policy, Time now) {
  return now - violation.first_seen >= policy.for_duration;
}

std::optional<Transition> still_found(const Violation& known, const Policy& policy, const Finding& finding, Time now) {
  Violation updated = with_facts(known, policy, finding);
  switch (known.state) {
    case ViolationState::pending:
      if (has_lasted(known, policy, now)) return moved(known, std::move(updated), ViolationState::open, now);
      break;
    case ViolationState::open:
    case ViolationState::waived:
      break;
    case ViolationState::resolved:
      return born(policy, finding, now);
  }
  if (updated == known) return std::nullopt;
  return moved(known, std::move(updated), known.state, now);
}

std::optional<Transition> no_longer_found(const Violation& known, Time now) {
  if (known.state == ViolationState::resolved) return std::nullopt;
  return moved(known, known, ViolationState::resolved, now);
}

// One policy that was judged.
class Step {
 public:
  Step(const Policy& policy, const Judged& judged, Time now) : policy_(policy), judged_(judged), now_(now) {}

  void apply(const std::map<Key, const Violation*>& active, std::map<Key, Transition>& transitions) const {
    std::set<Key> found;
    for (const auto& finding : judged_.findings) {
      const Key key{policy_.id, kind_of(policy_, finding), finding.resource_id};
      if (judged_.unknown.contains(finding.resource_id) || !found.insert(key).second) continue;
      const auto known = active.find(key);
      put(key,
          known == active.end() ? born(policy_, finding, now_) : still_found(*known->second, policy_, finding, now_),
          transitions);
    }
    for (auto known = active.lower_bound({policy_.id, "", ""}); known != active.end(); ++known) {
      const auto& [policy, kind, id] = known->first;
      if (policy != policy_.id) break;
      if (found.contains(known->first) || (kind == policy_.resource && judged_.unknown.contains(id))) continue;
      put(known->first, no_longer_found(*known->second, now_), transitions);
    }
  }

 private:
  static void put(const Key& key, std::optional<Transition> transition, std::map<Key, Transition>& transitions) {
    if (transition) transitions.insert_or_assign(key, std::move(*transition));
  }

  const Policy& policy_;
  const Judged& judged_;
  Time now_;
};

// What waivers make of the violations that are active after the policies have spoken.
class Waiving {
 public:
  Waiving(const Waivers& waivers, const BodyHashes& bodies, std::span<const Evaluation> evaluations, Time now)
      : waivers_(waivers), bodies_(bodies), now_(now) {
    for (const auto& evaluation : evaluations) policies_[evaluation.policy->id] = evaluation.policy;
  }

  void apply(const std::map<Key, const Violation*>& active, std::map<Key, Transition>& transitions) const {
    for (const auto& [key, known] : active)
      if (known->state == ViolationState::waived || waivers_.in_force(*known, bodies_, now_))
        transitions.emplace(key, Transition{known->state, *known});  // unless its policy has moved it
    for (auto& [key, transition] : transitions) {
      const auto known = active.find(key);
      transition = waived_or_not(std::move(transition), known == active.end() ? nullptr : known->second);
    }
  }

 private:
  Transition waived_or_not(Transition transition, const Violation* before) const {
    Violation& after = transition.violation;
    if (after.state == ViolationState::resolved) return transition;
    const Waiver* const waiver = waivers_.in_force(after, bodies_, now_);
    if (!waiver && after.state != ViolationState::waived) return transition;
    after.waiver = waiver ? name_of(*waiver) : "";
    after.state = waiver ? ViolationState::waived : unwaived(after);
    const bool stays = before && before->state == after.state;
    after.state_since = stays ? before->state_since : not_before(now_, before ? before->state_since : now_);
    return transition;
  }

  ViolationState unwaived(const Violation& violation) const {
    const auto policy = policies_.find(violation.policy);
    const bool still_waits = policy != policies_.end() && !has_lasted(violation, *policy->second, now_);
    return still_waits ? ViolationState::pending : ViolationState::open;
  }

  const Waivers& waivers_;
  const BodyHashes& bodies_;
  Time now_;
  std::map<std::string, const Policy*> policies_;
};

std::vector<Transition> in_key_order(std::map<Key, Transition> transitions) {
  std::vector<Transition> ordered;
  for (auto& [key, transition] : transitions) ordered.push_back(std::move(transition));
  return ordered;
}

}  // namespace

std::vector<Transition> reconcile(std::span<const Violation> active, std::span<const Evaluation> evaluations, Time now,
                                  const Waivers& waivers, const BodyHashes& bodies) {
  std::map<Key, const Violation*> by_key;
  for (const auto& violation : active)
    if (violation.state != ViolationState::resolved) by_key[key_of(violation)] = &violation;
  std::map<Key, Transition> transitions;
  for (const auto& evaluation : evaluations)
    if (const auto* judged = std::get_if<Judged>(&evaluation.outcome))
      Step(*evaluation.policy, *judged, now).apply(by_key, transitions);
  Waiving(waivers, bodies, evaluations, now).apply(by_key, transitions);
  // What a waiver has put back into the state it had.
  std::erase_if(transitions, [&](const auto& entry) {
    const auto known = by_key.find(entry.first);
    return known != by_key.end() && entry.second.violation == *known->second;
  });
  return in_key_order(std::move(transitions));
}

std::vector<Transition> retire(std::span<const Violation> active, std::span<const Policy> policies, Time now) {
  std::map<Key, Transition> transitions;
  for (const auto& violation : active) {
    const bool loaded =
        std::ranges::any_of(policies, [&](const Policy& policy) { return policy.id == violation.policy; });
    if (!loaded && violation.state != ViolationState::resolved)
      transitions.emplace(key_of(violation), moved(violation, violation, ViolationState::resolved, now));
  }
  return in_key_order(std::move(transitions));
}

}  // namespace segaudit::rules
