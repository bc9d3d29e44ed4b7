#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::tests {

using namespace std::chrono_literals;

inline const storage::Time kNoon = *storage::parse_time("2026-03-01T12:00:00Z");

inline storage::Observation a_look_at(std::string kind, std::vector<storage::Item> items, std::string parent = "") {
  return {{std::move(kind), std::move(parent)}, storage::Look::whole, std::move(items), {}};
}

inline storage::Item a_source(const std::string& id, const std::string& environment = "production", bool enabled = true) {
  return {id, R"({"enabled":)" + std::string(enabled ? "true" : "false") + R"(,"id":")" + id +
                  R"(","labels":[{"key":"environment","value":")" + environment +
                  R"("}],"metadata":{"id":"meta-js"},"name":"Source )" + id + R"(","slug":")" + id + R"("})"};
}

inline storage::Violation a_violation(std::string policy, std::string resource_id,
                                      storage::ViolationState state = storage::ViolationState::open,
                                      storage::Time since = kNoon) {
  storage::Violation violation;
  violation.policy = std::move(policy);
  violation.resource_kind = "source";
  violation.resource_id = std::move(resource_id);
  violation.resource_name = "Source " + violation.resource_id;
  violation.severity = "high";
  violation.state = state;
  violation.first_seen = violation.state_since = since;
  violation.message = "wrong";
  return violation;
}

}  // namespace segaudit::tests
