#include "tests/simulator/faults.h"

namespace segaudit::simulator {

void Faults::add(FaultRule rule) {
  const std::scoped_lock lock(mutex_);
  rules_.push_back(std::move(rule));
}

void Faults::clear() {
  const std::scoped_lock lock(mutex_);
  rules_.clear();
}

std::vector<FaultRule> Faults::active() const {
  const std::scoped_lock lock(mutex_);
  return rules_;
}

std::optional<FaultRule> Faults::next(std::string_view operation, std::string_view endpoint, std::string_view path) {
  const std::scoped_lock lock(mutex_);
  for (auto rule = rules_.begin(); rule != rules_.end(); ++rule) {
    if (!concerns(*rule, operation, endpoint, path)) continue;
    if (rule->after > 0) {
      --rule->after;
      continue;
    }
    FaultRule hit = *rule;
    if (rule->times && --*rule->times <= 0) rules_.erase(rule);
    return hit;
  }
  return std::nullopt;
}

}  // namespace segaudit::simulator
