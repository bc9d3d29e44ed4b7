#pragma once

#include <memory>
#include <string>

#include "agent/workspace.h"
#include "tests/agent/simulated_workspace.h"

namespace segaudit::tests {

// The simulated workspace, watched by the agent as the program puts it together, with the shipped policies. Nothing is
// opened before open() is called.
struct WatchedWorkspace {
  agent::FakeClock clock{kNoon};
  simulator::Simulator simulator{{.clock = [this] { return clock.now(); }}};
  SimulatedTransport transport{simulator};
  TemporaryDirectory directory;
  std::filesystem::path database = directory / "acme.db";
  std::string log_text;
  agent::Log log{{}, clock, [this](std::string_view line) { log_text += line; }};
  agent::Config config = [] {
    agent::Config values;
    agent::WorkspaceConfig acme;
    acme.name = "acme";
    acme.region = "us";
    acme.rate_budget = 1.0;
    values.workspaces = {acme};
    return values;
  }();
  agent::Rulebook rules = [] {
    agent::Rulebook book;
    auto model = storage::QuerySession::empty();
    book.policies = rules::load_policies({}, model);
    return book;
  }();
  std::unique_ptr<agent::Workspace> workspace;

  agent::SharedRulebook in_force() const { return std::make_shared<const agent::Rulebook>(rules); }

  // Also again: an agent that was started anew on the same database.
  void open() {
    workspace.reset();
    workspace = std::make_unique<agent::Workspace>(config, config.workspaces[0], database,
                                                   agent::RedactionKey::for_database(database), transport,
                                                   agent::WorkspaceContext{clock, log, nullptr}, in_force());
  }
  agent::WorkspaceState settle() {
    if (!workspace) open();
    agent::WorkspaceState state;
    for (int i = 0; i < 3; ++i) state = workspace->step({});
    return state;
  }
};

}  // namespace segaudit::tests
