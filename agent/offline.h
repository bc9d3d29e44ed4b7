#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/workspace_state.h"
#include "rules/policy_set.h"

namespace segaudit::agent {

// Judges what is stored, as it is or as it was at a time, without writing: also beside a running agent. What the
// violations' history knows (since when, by whom) is kept. Throws StorageError.
WorkspaceState judge_offline(const std::filesystem::path& database, const std::string& name,
                             const rules::PolicySet& policies, const rules::ParameterOverrides& overrides,
                             std::optional<storage::Time> as_of, storage::Time now);

}  // namespace segaudit::agent
