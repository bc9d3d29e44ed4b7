#include "rules/waivers.h"

#include <algorithm>

#include "rules/waiver_pattern.h"

namespace segaudit::rules {
namespace {

using storage::Time;
using storage::Violation;

constexpr std::chrono::days kSoon{14};

bool is_exact(const Waiver& waiver) { return !is_pattern(waiver.policy) && !is_pattern(waiver.id()); }

bool names(const Waiver& waiver, const Violation& violation) {
  if (!matches(waiver.policy, violation.policy)) return false;
  const std::string kind = waiver.kind();
  return kind.empty() || (kind == violation.resource_kind && matches(waiver.id(), violation.resource_id));
}

bool is_bound_to_another_body(const Waiver& waiver, const BodyHashes& bodies) {
  if (waiver.bound_to.empty()) return false;
  const auto known = bodies.find({waiver.kind(), text_of_pattern(waiver.id())});
  return known == bodies.end() || !known->second.contains(waiver.bound_to);
}

bool holds(const Waiver& waiver, const BodyHashes& bodies, Time now) {
  return now < waiver.expires && !is_bound_to_another_body(waiver, bodies);
}

}  // namespace

std::string to_string(WaiverState state) {
  switch (state) {
    case WaiverState::active:
      return "active";
    case WaiverState::expiring:
      return "expiring";
    case WaiverState::expired:
      return "expired";
    case WaiverState::unused:
      return "unused";
  }
  return {};
}

Waivers::Waivers(std::vector<Waiver> waivers) : waivers_(std::move(waivers)) {
  for (std::size_t i = 0; i < waivers_.size(); ++i) {
    const Waiver& waiver = waivers_[i];
    if (is_exact(waiver))
      exact_[{waiver.policy, waiver.kind() + "/" + text_of_pattern(waiver.id())}].push_back(i);
    else
      patterns_.push_back(i);
  }
}

std::vector<std::size_t> Waivers::naming(const Violation& violation) const {
  std::vector<std::size_t> found;
  if (waivers_.empty()) return found;
  if (const auto exact = exact_.find({violation.policy, violation.resource_kind + "/" + violation.resource_id});
      exact != exact_.end())
    found = exact->second;
  for (const std::size_t i : patterns_)
    if (names(waivers_[i], violation)) found.push_back(i);
  std::ranges::sort(found);
  return found;
}

const Waiver* Waivers::in_force(const Violation& violation, const BodyHashes& bodies, Time now) const {
  const Waiver* longest = nullptr;
  for (const std::size_t i : naming(violation)) {
    const Waiver& waiver = waivers_[i];
    if (holds(waiver, bodies, now) && (!longest || waiver.expires > longest->expires)) longest = &waiver;
  }
  return longest;
}

std::vector<WaiverUse> Waivers::uses(std::span<const Violation> violations, const BodyHashes& bodies, Time now) const {
  std::vector<WaiverUse> uses(waivers_.size());
  for (const auto& violation : violations) {
    if (violation.state == storage::ViolationState::resolved) continue;
    for (const std::size_t i : naming(violation)) ++uses[i].matches;
  }
  for (std::size_t i = 0; i < waivers_.size(); ++i) {
    const Waiver& waiver = waivers_[i];
    WaiverUse& use = uses[i];
    use.waiver = &waiver;
    use.changed = now < waiver.expires && is_bound_to_another_body(waiver, bodies);
    if (use.matches == 0)
      use.state = WaiverState::unused;
    else if (!holds(waiver, bodies, now))
      use.state = WaiverState::expired;
    else
      use.state = waiver.expires - now <= kSoon ? WaiverState::expiring : WaiverState::active;
  }
  return uses;
}

std::set<std::pair<std::string, std::string>> Waivers::bound_resources() const {
  std::set<std::pair<std::string, std::string>> resources;
  for (const auto& waiver : waivers_)
    if (!waiver.bound_to.empty()) resources.emplace(waiver.kind(), text_of_pattern(waiver.id()));
  return resources;
}

}  // namespace segaudit::rules
