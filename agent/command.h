#pragma once

#include <filesystem>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/arguments.h"
#include "agent/config.h"
#include "rules/policy_set.h"

namespace segaudit::agent {

// Exit codes of all commands.
inline constexpr int kDone = 0;
inline constexpr int kFound = 1;          // check: violations; verify: broken; run: could not go on
inline constexpr int kWrongUse = 2;       // usage, configuration, token
inline constexpr int kCouldNotJudge = 3;  // check: something is unknown

// Where a command writes: results and everything else.
struct Output {
  std::ostream& out;
  std::ostream& err;
};

// The configuration or a pack has mistakes; what() holds all of them, one a line.
class ConfigError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline constexpr const char* kDefaultConfig = "/etc/segaudit/segaudit.yml";

// The configuration that --config names. Throws ConfigError.
Config config_named_by(const Arguments& arguments);
// The policies in force. Throws ConfigError.
rules::PolicySet policies_of(const Config& config);
// One line for each; never empty for a list that is not.
std::string text_of(const std::vector<rules::Problem>& problems);
// The workspace that --workspace names, or the only one. Throws UsageError.
const WorkspaceConfig& workspace_named_by(const Arguments& arguments, const Config& config);
// The time that --as-of names. Throws UsageError.
storage::Time time_named_by(const std::string& text);
std::filesystem::path database_of(const Config& config, const WorkspaceConfig& workspace);

int run_command(const std::vector<std::string>& words, Output output);
int check_command(const std::vector<std::string>& words, Output output);
int query_command(const std::vector<std::string>& words, Output output);
int erase_command(const std::vector<std::string>& words, Output output);
int verify_command(const std::vector<std::string>& words, Output output);
int config_command(const std::vector<std::string>& words, Output output);
int doctor_command(const std::vector<std::string>& words, Output output);

// `segaudit COMMAND ...`: finds the command, and makes of every error a text and an exit code.
int command_line(const std::vector<std::string>& words, Output output);

}  // namespace segaudit::agent
