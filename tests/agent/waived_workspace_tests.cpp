#include <boost/test/unit_test.hpp>

#include <future>
#include <thread>

#include "agent/judgement.h"
#include "agent/offline.h"
#include "storage/archive.h"
#include "storage/verify.h"
#include "tests/agent/watched_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;
using storage::ViolationState;

namespace {

constexpr const char* kPolicy = "blocked-events-have-a-target";
constexpr const char* kSource = "webProd4Xk9";

// A workspace whose source violates the policy from the first poll on.
struct Fixture : WatchedWorkspace {
  Fixture() {
    simulator.workspace().patch({"source_settings", "", kSource}, R"({"settings":{"forwardingBlockedEventsTo":null}})");
  }

  agent::WorkspaceState offline(std::optional<storage::Time> as_of = {}) {
    return agent::judge_offline(database, "acme", rules, as_of, clock.now());
  }
  void waive(storage::Time expires, const std::string& bound_to = "", const std::string& resource = "source/web*") {
    rules::Waiver waiver{kPolicy, resource, "", "known", "data-platform", storage::format_time(expires), expires};
    if (!bound_to.empty()) waiver.resource = std::string("source/") + kSource;
    waiver.bound_to = bound_to;
    rules.waivers.waivers = {waiver};
  }
  static const storage::Violation* violation(const agent::WorkspaceState& state) {
    for (const auto& one : state.violations)
      if (one.policy == kPolicy && one.resource_id == kSource) return &one;
    return nullptr;
  }
  static std::string state_of(const agent::WorkspaceState& state) {
    const auto* found = violation(state);
    return found ? storage::to_string(found->state) : "none";
  }
  static std::int64_t opened(const agent::WorkspaceState& state) { return state.violation_totals.at(kPolicy).first; }
  static std::int64_t resolved(const agent::WorkspaceState& state) { return state.violation_totals.at(kPolicy).second; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(waived_workspace_tests, Fixture)

BOOST_AUTO_TEST_CASE(adopted_waivers_hold_from_the_next_judgement_on_and_are_named) {
  BOOST_TEST(state_of(settle()) == "open");
  waive(kNoon + 240h);
  workspace->adopt(in_force());
  const auto state = workspace->judge();
  BOOST_TEST(state_of(state) == "waived");
  const auto* waiver = agent::waiver_of(state, *violation(state));
  BOOST_REQUIRE(waiver);
  BOOST_TEST(waiver->reason == "known");
  BOOST_TEST(waiver->state == "expiring");
  BOOST_TEST(waiver->matches >= 1);
  BOOST_TEST(log_text.find("msg=\"violation waived\"") != std::string::npos, log_text);
  BOOST_TEST(log_text.find("waiver=\"blocked-events-have-a-target on source/web*") != std::string::npos, log_text);
}

BOOST_AUTO_TEST_CASE(adopting_rules_asks_the_api_nothing_and_moves_no_timer) {
  settle();
  const int asked = transport.requests();
  const auto first_seen = violation(workspace->judge())->first_seen;
  clock.advance(10s);
  waive(kNoon + 240h);
  workspace->adopt(in_force());
  workspace->judge();
  rules.waivers.waivers.clear();
  workspace->adopt(in_force());
  const auto state = workspace->judge();
  BOOST_TEST(transport.requests() == asked);
  BOOST_TEST(state_of(state) == "open");
  BOOST_TEST((violation(state)->first_seen == first_seen));
  BOOST_TEST(storage::verify(database).valid());
}

BOOST_AUTO_TEST_CASE(a_violation_that_was_waived_in_between_counts_once) {
  const auto before = settle();
  for (int i = 0; i < 3; ++i) {
    waive(kNoon + 240h);
    workspace->adopt(in_force());
    workspace->judge();
    rules.waivers.waivers.clear();
    workspace->adopt(in_force());
    BOOST_TEST(state_of(workspace->judge()) == "open");
  }
  const auto after = workspace->judge();
  BOOST_TEST(opened(after) == opened(before));
  BOOST_TEST(resolved(after) == resolved(before));
}

BOOST_AUTO_TEST_CASE(the_same_rules_again_change_nothing_at_all) {
  const auto before = settle();
  workspace->adopt(in_force());
  const auto after = workspace->judge();
  BOOST_TEST(after.log_length == before.log_length);
  BOOST_TEST((after.violations == before.violations));
  BOOST_TEST((after.violation_totals == before.violation_totals));
}

BOOST_AUTO_TEST_CASE(a_waiver_ends_by_time_without_anything_else_happening) {
  waive(kNoon + 1h);
  const auto before = settle();
  BOOST_TEST(state_of(before) == "waived");
  clock.advance(1h);
  const auto state = workspace->judge();
  BOOST_TEST(state_of(state) == "open");
  BOOST_TEST(opened(state) == opened(before) + 1);
  BOOST_REQUIRE(state.waivers.size() == 1u);
  BOOST_TEST(state.waivers[0].state == "expired");
  BOOST_TEST(state.waivers[0].ended_by == "time");
}

BOOST_AUTO_TEST_CASE(a_waiver_ends_also_while_the_workspace_cannot_be_reached) {
  waive(kNoon + 13h);
  BOOST_TEST(state_of(settle()) == "waived");
  simulator::FaultRule down;
  down.status = 503;
  simulator.faults().add(down);
  clock.advance(12h);
  BOOST_TEST(state_of(settle()) == "waived");
  clock.advance(1h);
  BOOST_TEST(state_of(settle()) == "open");
}

BOOST_AUTO_TEST_CASE(a_repair_resolves_what_is_waived_and_counts_nothing) {
  waive(kNoon + 240h);
  const auto before = settle();
  clock.advance(1min);
  simulator.workspace().patch({"source_settings", "", kSource},
                              R"({"settings":{"forwardingBlockedEventsTo":"sinkProd9Ua4"}})");
  clock.advance(1s);
  const auto state = settle();
  BOOST_TEST(state_of(state) == "none");
  BOOST_TEST(opened(state) == opened(before));
  BOOST_TEST(resolved(state) == 0);
  BOOST_TEST(state.waivers[0].state == "unused");
}

BOOST_AUTO_TEST_CASE(a_change_of_the_resource_ends_a_waiver_that_is_bound_to_it) {
  settle();
  const std::string hash = offline().resource_hashes.at({"source", kSource});
  waive(kNoon + 2400h, hash);
  workspace->adopt(in_force());
  BOOST_TEST(state_of(workspace->judge()) == "waived");
  BOOST_TEST(state_of(offline()) == "waived");
  simulator.workspace().patch({"source", "", kSource}, R"({"name":"Another name"})");
  clock.advance(1min);
  const auto state = settle();
  BOOST_TEST(state_of(state) == "open");
  BOOST_TEST(state.waivers[0].ended_by == "change");
  BOOST_TEST(state_of(offline()) == "open");
  BOOST_TEST(offline().resource_hashes.at({"source", kSource}) != hash);
}

BOOST_AUTO_TEST_CASE(our_own_upgrade_ends_no_bound_waiver) {
  settle();
  waive(kNoon + 2400h, offline().resource_hashes.at({"source", kSource}));
  config.readable_settings = {"anything"};  // another reader: documents are read anew
  open();
  BOOST_TEST(state_of(settle()) == "waived");
}

BOOST_AUTO_TEST_CASE(as_of_an_earlier_time_the_waivers_of_then_count) {
  settle();
  const auto open_then = clock.now();
  clock.advance(1h);
  waive(kNoon + 240h);
  workspace->adopt(in_force());
  workspace->judge();
  const auto waived_then = clock.now();
  clock.advance(1h);
  rules.waivers.waivers.clear();
  workspace->adopt(in_force());
  workspace->judge();
  BOOST_TEST(state_of(offline(open_then)) == "open");
  BOOST_TEST(state_of(offline(waived_then)) == "waived");
  BOOST_TEST(state_of(offline()) == "open");
}

BOOST_AUTO_TEST_CASE(a_resting_workspace_takes_new_rules_at_once_and_polls_when_it_was_due) {
  settle();
  std::promise<void> resting, waived;
  // A clock that stands still: nothing becomes due while the thread rests.
  struct StandingClock final : agent::Clock {
    StandingClock(agent::FakeClock& base, std::function<void()> on_rest) : base_(base), on_rest_(std::move(on_rest)) {}
    storage::Time now() const override { return base_.now(); }
    std::chrono::steady_clock::time_point ticks() const override { return base_.ticks(); }
    bool sleep_for(std::chrono::milliseconds, std::stop_token stop) override {
      on_rest_();
      return agent::SystemClock().sleep_for(30s, stop);
    }
    agent::FakeClock& base_;
    std::function<void()> on_rest_;
  };
  bool has_rested = false;
  StandingClock standing(clock, [&] {
    if (!std::exchange(has_rested, true)) resting.set_value();
  });
  workspace.reset();
  agent::Workspace other(config, config.workspaces[0], database, agent::RedactionKey::for_database(database), transport,
                         agent::WorkspaceContext{standing, log, nullptr}, in_force());
  bool told = false;
  std::jthread thread([&](std::stop_token stop) {
    other.run(stop, [&](const agent::WorkspaceState& state) {
      if (state_of(state) == "waived" && !std::exchange(told, true)) waived.set_value();
    });
  });
  BOOST_REQUIRE((resting.get_future().wait_for(10s) == std::future_status::ready));
  const int requests = transport.requests();
  waive(kNoon + 240h);
  other.adopt(in_force());
  BOOST_REQUIRE((waived.get_future().wait_for(10s) == std::future_status::ready));
  thread.request_stop();
  thread.join();
  BOOST_TEST(transport.requests() == requests);
}

BOOST_AUTO_TEST_SUITE_END()
