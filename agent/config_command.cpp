#include <ostream>

#include "agent/command.h"
#include "agent/token.h"

namespace segaudit::agent {

int config_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config"}, {});
  if (arguments.rest() != std::vector<std::string>{"check"}) throw UsageError("config needs the word check");
  const Config config = config_named_by(arguments);
  const auto policies = policies_of(config);
  for (const auto& workspace : config.workspaces) (void)read_token(workspace);
  output.out << config.file.string() << ": fine (" << config.workspaces.size()
             << (config.workspaces.size() == 1 ? " workspace, " : " workspaces, ") << policies.packs.size() << " packs, "
             << policies.policies.size() << " policies)\n";
  return kDone;
}

}  // namespace segaudit::agent
