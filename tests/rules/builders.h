#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "rules/evaluation.h"
#include "storage/model.h"

namespace segaudit::rules::tests {

using namespace std::chrono_literals;

inline constexpr storage::Time kNoon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

inline Policy a_policy(const std::string& id, std::chrono::milliseconds for_duration = 0s) {
  Policy policy;
  policy.id = id;
  policy.severity = Severity::high;
  policy.resource = "source";
  policy.for_duration = for_duration;
  policy.message = "{resource_name} is wrong";
  return policy;
}

inline Finding a_finding(const std::string& id) { return {id, "name of " + id, id + " is wrong", "[{}]"}; }

inline storage::Violation a_violation(const std::string& policy, const std::string& id,
                                      storage::ViolationState state = storage::ViolationState::open,
                                      storage::Time since = kNoon) {
  const Finding finding = a_finding(id);
  return {policy,          "source",         id, finding.resource_name, "high", state, since, since,
          finding.message, finding.evidence, ""};
}

inline Evaluation found(const Policy& policy, std::vector<std::string> ids,
                        std::map<std::string, std::string> unknown = {}) {
  Judged judged;
  for (const auto& id : ids) judged.findings.push_back(a_finding(id));
  judged.unknown = std::move(unknown);
  return {&policy, std::move(judged), {}};
}

inline std::vector<std::string> lines(const std::vector<Problem>& problems) {
  std::vector<std::string> texts;
  for (const auto& problem : problems) texts.push_back(to_string(problem));
  return texts;
}

// One line per transition: "open -> resolved: policy source s1".
inline std::vector<std::string> lines(const std::vector<storage::Transition>& transitions) {
  std::vector<std::string> texts;
  for (const auto& [from, violation] : transitions)
    texts.push_back((from ? to_string(*from) : "nothing") + " -> " + to_string(violation.state) + ": " +
                    violation.policy + " " + violation.resource_kind + " " + violation.resource_id);
  return texts;
}

using Lines = std::vector<std::string>;

}  // namespace segaudit::rules::tests
