#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent/doctor/access.h"
#include "agent/doctor/check.h"
#include "agent/doctor/judgeable.h"

namespace segaudit::agent {

// Everything that the doctor found out about one workspace.
struct Diagnosis {
  std::string workspace;
  std::vector<Check> checks;
  std::vector<FamilyAccess> families;          // empty: the token does not open the workspace
  std::vector<UnjudgeablePolicy> unjudgeable;
  std::size_t policies = 0;                    // in force

  bool has_problem() const;
};

// For people. Foreign text in it is safe for a terminal.
std::string diagnosis_text(const Diagnosis& diagnosis);

// {workspace, checks: [{subject, health, text, remedy}], families: [{kind, endpoint, access, detail}],
//  policies, unknown: [{policy, kinds}]}
std::string diagnosis_json(const Diagnosis& diagnosis);

}  // namespace segaudit::agent
