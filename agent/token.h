#pragma once

#include <stdexcept>

#include "agent/config.h"
#include "agent/secret.h"

namespace segaudit::agent {

// The token cannot be used. what() names the workspace, where the token should come from, and the remedy; never the
// token or a part of it.
class TokenError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads the workspace's token. A line break at the end is not part of it; a token file that others than its owner can
// read is refused. Throws TokenError.
Secret read_token(const WorkspaceConfig& workspace);

// Takes the token out of the process's environment, where child processes and /proc would show it for good; nothing
// happens to other sources. After that nobody can read it from there. Before there is a second thread.
void forget_variable(const TokenSource& source);

}  // namespace segaudit::agent
