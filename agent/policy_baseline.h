#pragma once

#include <string>
#include <vector>

#include "agent/command.h"
#include "agent/workspace_state.h"
#include "rules/waiver.h"

namespace segaudit::agent {

// What every entry of a baseline says.
struct BaselineTerms {
  std::string owner;
  std::string reason;
  std::string until;  // as `expires:` takes it
  bool bind = false;  // to the resource's present body
  bool name_workspace = false;
};

// The waiver file for everything that is open in these states: sorted by workspace, policy, kind and id, the same text
// for the same state. Pure.
std::string baseline_file(const std::vector<WorkspaceState>& states, const BaselineTerms& terms);

// `segaudit policy baseline`. Throws UsageError, ConfigError, StorageError.
int policy_baseline_command(const std::vector<std::string>& words, Output output);

}  // namespace segaudit::agent
