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
  simulator.workspace().patch({"source", "", "webProd4Xk9"},
                              "{\"writeKeys\":[" + marked + "],\"settings\":{\"key\":" + marked + "},\"new\":{\"x\":[" + marked + "]}}");
  const auto destination = simulator.workspace().ids("destination").front();
  simulator.workspace().patch({"destination", "", destination},
                              "{\"settings\":{\"apiKey\":" + marked + ",\"nested\":{\"headers\":[{\"v\":" + marked + "}]}}}");
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, "{\"settings\":{\"unknown\":" + marked + "}}");
  SimulatedTransport transport(simulator);
  TemporaryDirectory directory;
  std::string log_text;
  agent::Log log({.level = agent::LogLevel::debug}, clock, [&](std::string_view line) { log_text += line; });
  agent::Config config;
  agent::WorkspaceConfig own;
  own.name = "acme";
  own.region = "us";
  config.workspaces = {own};
  auto model = storage::QuerySession::empty();
  const auto policies = rules::load_policies({}, model);
  std::string outputs;
  {
    agent::Workspace workspace(config, config.workspaces[0], directory / "acme.db",
                               agent::RedactionKey::for_database(directory / "acme.db"), transport,
                               {clock, log, nullptr, policies});
    agent::AgentState all;
    for (int i = 0; i < 3; ++i) all.workspaces = {workspace.step({})};
    BOOST_TEST(all.workspaces[0].ready);
    const auto publication = agent::publication_of(all, {}, "1", clock.now());
    outputs = publication.metrics + publication.violations_json + publication.status_json + publication.page_html +
              agent::report_text(all.workspaces[0]) + agent::report_csv(all.workspaces[0]);
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
      BOOST_TEST(bytes_of(entry.path()).find(kMarker) == std::string::npos, entry.path());
  }
  BOOST_TEST(outputs.find(kMarker) == std::string::npos);
  BOOST_TEST(log_text.find(kMarker) == std::string::npos);
  BOOST_TEST(!log_text.empty());
}

BOOST_AUTO_TEST_SUITE_END()
