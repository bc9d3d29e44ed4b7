#pragma once

#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// What /api/v1/status answers: how the agent is and how fresh its data are, without the violations themselves.
//   {version, rendered_at, ready, config_last_reload_successful, workspaces: [{workspace, region, workspace_id,
//    workspace_name, up, problem, ready, complete, log: {seq, length, head, valid}, evaluated_at, last_poll_success,
//    violations: {open: {critical, ...}, pending, waived}, policies: {total, unknown, failed},
//    kinds: [{kind, resources, collections, not_available, oldest, gaps: {reason: collections}, detail}],
//    storage: {ok, problem, bytes}, ratelimit_remaining}]}
// What is not known is null. Ends with a line break. Pure.
std::string status_json(const AgentState& state, const std::string& version, storage::Time now);

}  // namespace segaudit::agent
