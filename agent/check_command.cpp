#include <unistd.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "agent/command.h"
#include "agent/generation.h"
#include "agent/judgement.h"
#include "agent/offline.h"
#include "agent/private_directory.h"
#include "agent/report_csv.h"
#include "agent/report_text.h"
#include "agent/signals.h"
#include "agent/token.h"
#include "agent/violations_json.h"
#include "agent/workspace.h"

namespace segaudit::agent {
namespace {

const std::vector<std::string> kSeverities = {"critical", "high", "medium", "low", "info"};

std::size_t rank_of(const std::string& severity) {
  return std::size_t(std::find(kSeverities.begin(), kSeverities.end(), severity) - kSeverities.begin());
}

// The agent's own key where it can be read: bodies then have the hashes that waivers may be bound to.
RedactionKey key_for_check(const Config& config, const WorkspaceConfig& workspace) {
  const auto database = database_of(config, workspace);
  try {
    if (std::filesystem::exists(RedactionKey::file_for(database))) return RedactionKey::for_database(database);
  } catch (const std::exception&) {
    // Somebody else's: a check needs no key that lasts.
  }
  return RedactionKey::ephemeral();
}

// Polls once into a database that goes with the command.
WorkspaceState poll_once(const Config& config, const WorkspaceConfig& workspace, SharedRulebook rules, Output output) {
  SystemClock clock;
  Log log({LogLevel::warning, config.log.format}, clock, [&](std::string_view line) { output.err << line; });
  const PrivateDirectory directory;
  const Secret token = read_token(workspace);
  forget_variable(workspace.token);
  HttpTransport transport(http_options_for(workspace), clock, [token] { return token; });
  StopOnSignal stop;
  Workspace once(config, workspace, directory.path() / "check.db", key_for_check(config, workspace), transport,
                 {clock, log, nullptr}, std::move(rules));
  WorkspaceState state;
  once.run_once(stop.token(), [&](const WorkspaceState& now) { state = now; });
  if (stop.token().stop_requested()) throw std::runtime_error("stopped before everything was looked at");
  if (!state.storage_problem.empty()) throw storage::StorageError(state.storage_problem);
  if (!state.up) throw std::runtime_error("the workspace cannot be polled: " + state.problem);
  add_resource_hashes(directory.path() / "check.db", std::nullopt, state);
  return state;
}

int exit_code(const WorkspaceState& state, const std::string& fail_on) {
  for (const auto& violation : state.violations)
    if (violation.state == storage::ViolationState::open && rank_of(violation.severity) <= rank_of(fail_on)) return kFound;
  return unknown_verdicts(state).empty() && failed_policies(state).empty() ? kDone : kCouldNotJudge;
}

}  // namespace

int check_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--format", "--fail-on", "--as-of"}, {"--offline"});
  if (!arguments.rest().empty()) throw UsageError("check takes no further words");
  const std::string format = arguments.choice("--format", {"text", "json", "csv"});
  const std::string fail_on = arguments.option("--fail-on") ? arguments.choice("--fail-on", kSeverities) : "low";
  if (arguments.option("--as-of") && !arguments.has("--offline")) throw UsageError("--as-of goes with --offline");
  const Config config = config_named_by(arguments);
  const SharedRulebook rules = rulebook_of(config);
  const WorkspaceConfig& workspace = workspace_named_by(arguments, config);
  std::optional<storage::Time> as_of;
  if (const auto text = arguments.option("--as-of")) as_of = time_named_by(*text);
  const WorkspaceState state =
      arguments.has("--offline")
          ? judge_offline(database_of(config, workspace), workspace.name, *rules, as_of, SystemClock().now())
          : poll_once(config, workspace, rules, output);
  if (format == "json") output.out << violations_json(state);
  else if (format == "csv") output.out << report_csv(state);
  else output.out << report_text(state, {.colours = ::isatty(STDOUT_FILENO) == 1});
  return exit_code(state, fail_on);
}

}  // namespace segaudit::agent
