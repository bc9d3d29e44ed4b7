#include <cstdlib>
#include <ostream>

#include "agent/clock.h"
#include "agent/command.h"
#include "agent/printable.h"
#include "agent/rulebook.h"
#include "agent/token.h"
#include "rules/waiver_reader.h"

namespace segaudit::agent {

int config_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config"}, {});
  if (arguments.rest() != std::vector<std::string>{"check"}) throw UsageError("config needs the word check");
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
