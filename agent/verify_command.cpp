#include <ostream>

#include "agent/command.h"
#include "agent/printable.h"
#include "storage/verify.h"

namespace segaudit::agent {

int verify_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace"}, {});
  if (!arguments.rest().empty()) throw UsageError("verify takes no further words");
  const Config config = config_named_by(arguments);
  const auto database = database_of(config, workspace_named_by(arguments, config));
  const auto report = storage::verify(database);
  for (const auto& fault : report.faults)
    output.out << database.string() << ": " << (fault.seq ? "row " + std::to_string(fault.seq) + ": " : "")
               << printable(fault.text, 1000) << "\n";
  if (!report.valid()) return kFound;
  output.out << database.string() << ": valid (" << report.rows << " rows, head " << report.head;
  if (report.erased) output.out << ", content of " << report.erased << " rows erased";
  output.out << ")\n";
  return kDone;
}

}  // namespace segaudit::agent
