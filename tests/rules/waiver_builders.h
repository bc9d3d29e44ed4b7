#pragma once

#include <string>

#include "rules/waivers.h"
#include "tests/rules/builders.h"

namespace segaudit::rules::tests {

// It holds for a month of kNoon unless said otherwise.
inline Waiver a_waiver(const std::string& policy, const std::string& resource, storage::Time expires = kNoon + 720h) {
  Waiver waiver;
  waiver.policy = policy;
  waiver.resource = resource;
  waiver.reason = "known";
  waiver.owner = "data-platform";
  waiver.until = storage::format_time(expires);
  waiver.expires = expires;
  return waiver;
}

inline Waiver bound(Waiver waiver, const std::string& hash) {
  waiver.bound_to = hash;
  return waiver;
}

inline storage::Violation waived_by(const Waiver& waiver, storage::Violation violation) {
  violation.state = storage::ViolationState::waived;
  violation.waiver = name_of(waiver);
  return violation;
}

}  // namespace segaudit::rules::tests
