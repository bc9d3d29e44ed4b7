#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// What the outputs say about a workspace, told once for all of them. Pure; pointers point into the state.

// Most severe first, then in the order of policy, kind and id. A severity that nobody knows comes last.
std::vector<const storage::Violation*> most_severe_first(std::span<const storage::Violation> violations);

// Something that could not be judged.
struct UnknownVerdict {
  const PolicyState* policy = nullptr;
  std::string reason;
  std::optional<std::vector<std::string>> resource_ids;  // nothing: the whole policy
};

// By policy, then reason. A policy that was never evaluated is unknown as a whole: not_yet_evaluated.
std::vector<UnknownVerdict> unknown_verdicts(const WorkspaceState& state);

// Policies whose query could not be run.
std::vector<const PolicyState*> failed_policies(const WorkspaceState& state);

// Who caused it, for people: a user by name and e-mail, anybody else as the audit trail says; empty: not known.
const std::string& who_caused(const storage::Violation& violation);

// Everything was looked at and every policy could be judged: no violation besides these is hidden somewhere.
bool is_complete(const WorkspaceState& state);

// Open violations by severity, most severe first, zeros included.
std::vector<std::pair<std::string, std::int64_t>> open_by_severity(const WorkspaceState& state);

std::int64_t count_of(const WorkspaceState& state, storage::ViolationState wanted);

// The waiver that a waived violation is waived by; null: it is not waived, or the waiver is not in force any more.
const WaiverState* waiver_of(const WorkspaceState& state, const storage::Violation& violation);

// The policy's text, for a violation; null when it is no longer in force.
const rules::Policy* policy_named(const WorkspaceState& state, const std::string& id);

}  // namespace segaudit::agent
