#include <cstdlib>
#include <ostream>

#include "agent/command.h"
#include "agent/token.h"

namespace segaudit::agent {

int config_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config"}, {});
  if (arguments.rest() != std::vector<std::string>{"check"}) throw UsageError("config needs the word check");
  const Config config = config_named_by(arguments);
  const auto policies = policies_of(config);
  // A credential of systemd is there for the service only: whoever checks the file from a shell cannot see it.
  const bool has_credentials = std::getenv("CREDENTIALS_DIRECTORY") != nullptr;
  for (const auto& workspace : config.workspaces)
    if (workspace.token.kind != TokenSource::Kind::credential || has_credentials) (void)read_token(workspace);
  output.out << config.file.string() << ": fine (" << config.workspaces.size()
             << (config.workspaces.size() == 1 ? " workspace, " : " workspaces, ") << policies.packs.size() << " packs, "
             << policies.policies.size() << " policies)\n";
  return kDone;
}

}  // namespace segaudit::agent
