#include <ostream>

#include "agent/command.h"
#include "agent/doctor/api_checks.h"
#include "agent/doctor/diagnosis.h"
#include "agent/doctor/machine_checks.h"
#include "agent/generation.h"
#include "agent/http_transport.h"
#include "agent/printable.h"
#include "agent/signals.h"
#include "agent/token.h"

namespace segaudit::agent {
namespace {

// Asks the API; what it finds goes into the diagnosis. Returns the id of the workspace that the token opens.
std::string ask_api(const WorkspaceConfig& workspace, const rules::PolicySet& policies, Clock& clock,
                    Diagnosis& diagnosis) {
  const Secret token = read_token(workspace);
  forget_variable(workspace.token);
  const auto transport_to = [&](const std::string& url) {
    HttpOptions options = http_options_for(workspace);
    options.base_url = url;
    return std::make_unique<HttpTransport>(options, clock, [token] { return token; });
  };
  const auto transport = transport_to(workspace.api_url);
  StopOnSignal stop;
  AccessReport report = AccessProbe(*transport, clock).run(stop.token());
  if (stop.token().stop_requested()) throw std::runtime_error("stopped before everything was asked");
  diagnosis.checks = api_checks(report, workspace);
  if (report.failure == Failure::not_permitted) {
    const std::string region = region_that_answers(workspace, clock, transport_to);
    if (!region.empty()) diagnosis.checks[0].remedy = "this token belongs to another region: set region: " + region;
  }
  diagnosis.families = std::move(report.families);
  auto model = storage::QuerySession::empty();
  diagnosis.unjudgeable = unjudgeable(policies.policies, diagnosis.families, model);
  return report.workspace_id;
}

}  // namespace

int doctor_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--format"}, {});
  if (!arguments.rest().empty()) throw UsageError("doctor takes no further words");
  const std::string format = arguments.choice("--format", {"text", "json"});
  const Config config = config_named_by(arguments);
  const auto policies = policies_of(config);
  const WorkspaceConfig& workspace = workspace_named_by(arguments, config);
  SystemClock clock;
  Diagnosis diagnosis;
  diagnosis.workspace = workspace.name;
  diagnosis.policies = policies.policies.size();
  std::string workspace_id;
  try {
    workspace_id = ask_api(workspace, policies, clock, diagnosis);
  } catch (const TokenError& error) {
    diagnosis.checks = {{"token", Health::problem, printable(error.what(), 500), ""}};
  }
  diagnosis.checks.push_back(disk_check(config.storage_directory));
  diagnosis.checks.push_back(database_check(database_of(config, workspace), workspace_id));
  diagnosis.checks.push_back(listen_check(config.listen));
  output.out << (format == "json" ? diagnosis_json(diagnosis) : diagnosis_text(diagnosis));
  return diagnosis.has_problem() ? kFound : kDone;
}

}  // namespace segaudit::agent
