#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/rulebook.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// Judges what is stored, as it is or as it was at a time, without writing: also beside a running agent. What the
// violations' history knows (since when, by whom) is kept. Policies and parameters are those given; so are the waivers,
// but as of an earlier time those count that were in force then. Throws StorageError.
WorkspaceState judge_offline(const std::filesystem::path& database, const std::string& name, const Rulebook& rules,
                             std::optional<storage::Time> as_of, storage::Time now);

// Fills in the hashes of the bodies that the state's violations are about.
void add_resource_hashes(const std::filesystem::path& database, std::optional<storage::Seq> position,
                         WorkspaceState& state);

}  // namespace segaudit::agent
