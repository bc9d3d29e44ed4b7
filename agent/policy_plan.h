#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/command.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// A violation that would be in another state, or of another severity, or not at all.
struct PlannedStep {
  std::optional<storage::Violation> before;  // nothing: it is new
  std::optional<storage::Violation> after;   // nothing: it would end
};

// What would become of the stored violations if one pack were loaded in place of the pack of its name.
struct Plan {
  std::string pack;
  std::string file;
  std::string replaces;            // file of the pack that goes; empty: none has this name
  std::vector<PlannedStep> steps;  // by policy, kind and id
  WorkspaceState after;
};

// The difference between what is stored and what would be. Pure.
std::vector<PlannedStep> planned_steps(std::span<const storage::Violation> before,
                                       std::span<const storage::Violation> after);

// Pure. Foreign text is made printable.
std::string plan_text(const Plan& plan);
std::string plan_json(const Plan& plan);
// 1: something would open, at once or when its `for` has passed; 3: nothing would, but not everything could be judged.
int plan_exit_code(const Plan& plan);

// `segaudit policy plan FILE`. Throws UsageError, ConfigError, StorageError.
int policy_plan_command(const std::vector<std::string>& words, Output output);

}  // namespace segaudit::agent
