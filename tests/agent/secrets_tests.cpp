#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "agent/publication.h"
#include "agent/report_csv.h"
#include "agent/report_text.h"
#include "agent/violations_json.h"
#include "agent/workspace.h"
#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

constexpr const char* kMarker = "MARKER7f3a";

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(secrets_tests)

BOOST_AUTO_TEST_CASE(planted_secrets_reach_no_file_no_log_and_no_output) {
  agent::FakeClock clock{kNoon};
  simulator::Simulator simulator{{.clock = [&] { return clock.now(); }}};
  const std::string marked = "\"" + std::string(kMarker) + "\"";
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, "{\"writeKeys\":[" + marked + "],\"settings\":{\"key\":" +
                                                                 marked + "},\"new\":{\"x\":[" + marked + "]}}");
  const auto destination = simulator.workspace().ids("destination").front();
  simulator.workspace().patch(
      {"destination", "", destination},
      "{\"settings\":{\"apiKey\":" + marked + ",\"nested\":{\"headers\":[{\"v\":" + marked + "}]}}}");
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, "{\"settings\":{\"unknown\":" + marked + "}}");
  // A field that nobody knew in every kind, and the places that the API itself calls secret.
  const std::string unknown = "\"somethingNew\":{\"deep\":[" + marked + "]}";
  for (const char* kind : {"transformation", "function", "warehouse", "user", "group", "role", "label"})
    for (const auto& id : simulator.workspace().ids(kind))
      simulator.workspace().patch({kind, "", id}, "{" + unknown + "}");
  for (const char* kind : {"destination_filter", "destination_subscription"})
    for (const auto& parent : simulator.workspace().ids("destination"))
      for (const auto& id : simulator.workspace().ids(kind, parent))
        simulator.workspace().patch({kind, parent, id}, "{" + unknown + "}");
  simulator.workspace().patch({"transformation", "", simulator.workspace().ids("transformation").front()},
                              "{\"hashPropertiesConfiguration\":{\"key\":" + marked +
                                  "},\"propertyValueTransformations\":[{\"propertyValue\":" + marked +
                                  "}],\"fqlDefinedProperties\":[{\"fql\":" + marked + "}]}");
  simulator.workspace().patch({"function", "", "sfnc_acmeOrders2Rk"},
                              "{\"code\":\"const apiKey = 'q7Zp2LxV9sKd4RtB8wYm" + std::string(kMarker) +
                                  "'\",\"description\":" + marked + ",\"previewWebhookUrl\":" + marked +
                                  ",\"settings\":[{\"name\":\"a\",\"description\":" + marked + "}]}");
  for (const auto& id : simulator.workspace().ids("warehouse"))
    simulator.workspace().patch({"warehouse", "", id},
                                "{\"settings\":{\"password\":" + marked + ",\"deep\":{\"name\":" + marked + "}}}");
  SimulatedTransport transport(simulator);
  TemporaryDirectory directory;
  std::string log_text;
  agent::Log log({.level = agent::LogLevel::debug}, clock, [&](std::string_view line) { log_text += line; });
  agent::Config config;
  agent::WorkspaceConfig own;
  own.name = "acme";
  own.region = "us";
  config.workspaces = {own};
  std::string outputs;
  {
    agent::Workspace workspace(config, config.workspaces[0], directory / "acme.db",
                               agent::RedactionKey::for_database(directory / "acme.db"), transport,
                               {clock, log, nullptr}, agent::rulebook_of(config));
    agent::AgentState all;
    for (int i = 0; i < 3; ++i) all.workspaces = {workspace.step({})};
    BOOST_TEST(all.workspaces[0].ready);
    BOOST_TEST(!all.workspaces[0].violations.empty());
    const auto publication = agent::publication_of(all, {}, "1", clock.now());
    outputs = publication.metrics + publication.violations_json + publication.status_json + publication.page_html +
              agent::report_text(all.workspaces[0]) + agent::report_csv(all.workspaces[0]);
    storage::QuerySession session(directory / "acme.db");
    BOOST_TEST(session.run("SELECT 1 FROM function_code_secrets WHERE function_id = 'sfnc_acmeOrders2Rk' AND line = 1").rows.size() == 1u);
    BOOST_TEST(session.run("SELECT 1 FROM invites WHERE instr(id, '@')").rows.empty());
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
      BOOST_TEST(bytes_of(entry.path()).find(kMarker) == std::string::npos, entry.path());
  }
  BOOST_TEST(outputs.find(kMarker) == std::string::npos);
  BOOST_TEST(log_text.find(kMarker) == std::string::npos);
  BOOST_TEST(!log_text.empty());
}

BOOST_AUTO_TEST_SUITE_END()
