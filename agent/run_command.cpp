#include <unistd.h>

#include "agent/app.h"
#include "agent/command.h"
#include "agent/signals.h"

namespace segaudit::agent {

int run_command(const std::vector<std::string>& words, Output) {
  const Arguments arguments(words, {"--config"}, {});
  if (!arguments.rest().empty()) throw UsageError("run takes no further words");
  Config config = config_named_by(arguments);
  SharedRulebook rules = rulebook_of(config);
  block_signals();
  SystemClock clock;
  Log log(config.log, clock, descriptor_sink(STDERR_FILENO));
  App app(std::move(config), std::move(rules), arguments.option("--config").value_or(kDefaultConfig), log, clock,
          ::isatty(STDERR_FILENO) == 1);
  app.run();
  return kDone;
}

}  // namespace segaudit::agent
