#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "agent/clock.h"
#include "agent/command.h"
#include "agent/printable.h"
#include "agent/request_plan.h"
#include "agent/rulebook.h"
#include "agent/token.h"
#include "rules/waiver_reader.h"

namespace segaudit::agent {

namespace {

std::int64_t points_in(const std::string& text) {
  std::int64_t points = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), points);
  if (error != std::errc() || end != text.data() + text.size() || points < 1 || points > 1'000'000)
    throw UsageError("--points must be a whole number from 1 to 1000000");
  return points;
}

constexpr std::int64_t kUsualLimits[] = {60, 200, 600};  // none is published

int plan(const Arguments& arguments, const Config& config, Output output) {
  const auto& workspace = workspace_named_by(arguments, config);
  const auto database = database_of(config, workspace);
  StoredLoad stored;
  if (std::filesystem::exists(database)) stored = stored_load(database);
  if (stored.loads.empty())
    output.err << "nothing is stored about " << workspace.name
               << " yet, so it is not known how much there is to ask for: run the agent first\n";
  std::vector<std::int64_t> limits(std::begin(kUsualLimits), std::end(kUsualLimits));
  if (stored.points_per_minute) limits = {*stored.points_per_minute};
  if (const auto given = arguments.option("--points")) limits = {points_in(*given)};
  for (const auto limit : limits) {
    output.out << workspace.name << ": " << limit << " points per minute"
               << (arguments.option("--points") ? " (given)" : stored.points_per_minute ? " (observed)" : " (if that is the limit; not observed yet)")
               << "\n\n"
               << to_text(request_plan(stored.loads, workspace.schedule, workspace.rate_budget, limit)) << "\n";
  }
  return kDone;
}

}  // namespace

int config_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--points"}, {});
  const auto& rest = arguments.rest();
  if (rest == std::vector<std::string>{"plan"}) return plan(arguments, config_named_by(arguments), output);
  if (rest != std::vector<std::string>{"check"}) throw UsageError("config needs the word check or plan");
  const Config config = config_named_by(arguments);
  const auto rules = rulebook_of(config);
  const auto& policies = rules->policies;
  // A credential of systemd is there for the service only: whoever checks the file from a shell cannot see it.
  const bool has_credentials = std::getenv("CREDENTIALS_DIRECTORY") != nullptr;
  for (const auto& workspace : config.workspaces)
    if (workspace.token.kind != TokenSource::Kind::credential || has_credentials) (void)read_token(workspace);
  for (const auto& warning : rules::waiver_warnings(rules->waivers, rules::ids_of(policies), SystemClock().now()))
    output.err << "warning: " << printable(rules::to_string(warning), 2000) << "\n";
  output.out << config.file.string() << ": fine (" << config.workspaces.size()
             << (config.workspaces.size() == 1 ? " workspace, " : " workspaces, ") << policies.packs.size() << " packs, "
             << policies.policies.size() << " policies, " << rules->waivers.waivers.size()
             << (rules->waivers.waivers.size() == 1 ? " waiver)\n" : " waivers)\n");
  return kDone;
}

}  // namespace segaudit::agent
