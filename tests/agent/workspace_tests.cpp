#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "agent/judgement.h"
#include "agent/offline.h"
#include "storage/verify.h"
#include "tests/agent/watched_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

struct Fixture : WatchedWorkspace {
  Fixture() { open(); }

  agent::WorkspaceState offline(std::optional<storage::Time> as_of = {}) {
    return agent::judge_offline(database, "acme", rules, as_of, clock.now());
  }
  static bool is_open(const agent::WorkspaceState& state, const std::string& policy, const std::string& id) {
    for (const auto& violation : state.violations)
      if (violation.policy == policy && violation.resource_id == id && violation.state == storage::ViolationState::open)
        return true;
    return false;
  }
  void unset_forwarding() {
    simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, R"({"settings":{"forwardingBlockedEventsTo":null}})");
  }
  void set_forwarding() {
    simulator.workspace().patch({"source_settings", "", "webProd4Xk9"},
                                R"({"settings":{"forwardingBlockedEventsTo":"sinkProd9Ua4"}})");
  }
};

constexpr const char* kPolicy = "blocked-events-have-a-target";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(workspace_tests, Fixture)

BOOST_AUTO_TEST_CASE(before_the_first_answer_everything_is_unknown_and_nothing_violated) {
  const auto state = workspace->judge();
  BOOST_TEST(!state.ready);
  BOOST_TEST(state.violations.empty());
  const auto of_states = std::ranges::count(rules.policies.policies, rules::PolicyType::state, &rules::Policy::type);
  BOOST_TEST(agent::unknown_verdicts(state).size() >= std::size_t(of_states));  // events need no list
}

BOOST_AUTO_TEST_CASE(a_broken_setting_opens_a_violation_and_its_repair_resolves_it) {
  BOOST_TEST(!is_open(settle(), kPolicy, "webProd4Xk9"));
  clock.advance(1min);
  unset_forwarding();
  clock.advance(1s);
  BOOST_TEST(is_open(settle(), kPolicy, "webProd4Xk9"));
  clock.advance(1min);
  set_forwarding();
  clock.advance(1s);
  const auto state = settle();
  BOOST_TEST(!is_open(state, kPolicy, "webProd4Xk9"));
  BOOST_TEST(state.recently_resolved.size() == 1u);
  BOOST_TEST(storage::verify(database).valid());
}

BOOST_AUTO_TEST_CASE(a_repair_that_cannot_be_seen_resolves_nothing) {
  settle();
  unset_forwarding();
  clock.advance(1min);
  settle();
  simulator::FaultRule broken;
  broken.endpoint = "/sources/webProd4Xk9/settings";
  simulator.faults().add(broken);
  set_forwarding();
  for (int hours = 0; hours < 24; ++hours) {
    clock.advance(1h);
    BOOST_TEST(is_open(settle(), kPolicy, "webProd4Xk9"));
  }
}

BOOST_AUTO_TEST_CASE(an_unreachable_workspace_leaves_its_violations_open_and_says_so) {
  const auto before = settle();
  simulator::FaultRule down;
  down.status = 503;
  simulator.faults().add(down);
  clock.advance(13h);
  const auto state = settle();
  BOOST_TEST(!state.up);
  BOOST_TEST(state.problem.starts_with("GET /: status 503"), state.problem);
  BOOST_TEST(state.violations.size() == before.violations.size());
}

BOOST_AUTO_TEST_CASE(a_restart_knows_its_violations_before_it_asks_anybody) {
  const auto before = settle();
  workspace.reset();
  open();
  const int asked = transport.requests();
  const auto after = workspace->judge();
  BOOST_TEST(transport.requests() == asked);
  BOOST_TEST((after.violations == before.violations));
  BOOST_TEST(after.ready);
}

BOOST_AUTO_TEST_CASE(the_same_answer_comes_offline_and_as_of_an_earlier_time) {
  const auto before = settle();
  const auto then = clock.now();
  clock.advance(1h);
  unset_forwarding();
  clock.advance(1s);
  const auto now = settle();
  BOOST_TEST((offline().violations == now.violations));
  const auto earlier = offline(then);
  BOOST_TEST((earlier.violations == before.violations));
}

BOOST_AUTO_TEST_CASE(a_policy_that_is_taken_away_ends_its_violations) {
  BOOST_TEST(settle().violations.size() > 0u);
  workspace.reset();
  rules.policies.policies.clear();
  open();
  const auto state = workspace->judge();
  BOOST_TEST(state.violations.empty());
  BOOST_TEST(!state.recently_resolved.empty());
}

BOOST_AUTO_TEST_CASE(many_violations_of_one_policy_do_not_bury_the_log) {
  const auto sources = simulator.workspace().ids("source");
  BOOST_REQUIRE(sources.size() > 21u);
  for (const auto& id : sources) simulator.workspace().patch({"source", "", id}, R"({"labels":[]})");
  settle();
  std::size_t named = 0;
  for (auto at = log_text.find("policy=source-has-environment"); at != std::string::npos;
       at = log_text.find("policy=source-has-environment", at + 1))
    ++named;
  BOOST_TEST(named == 21u);  // twenty, and the line about the others
  BOOST_TEST(log_text.find("policy=source-has-environment count=" + std::to_string(sources.size() - 20)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_trail_that_is_withheld_is_told_once_and_again_when_it_is_there) {
  const auto told = [&](const std::string& what) {
    std::size_t count = 0;
    for (auto at = log_text.find(what); at != std::string::npos; at = log_text.find(what, at + 1)) ++count;
    return count;
  };
  simulator::FaultRule refused;
  refused.endpoint = "/audit-events";
  refused.status = 403;
  simulator.faults().add(refused);
  for (int i = 0; i < 3; ++i) {
    settle();
    clock.advance(6h);
  }
  BOOST_TEST(told("the audit trail is not available") == 1u);
  simulator.faults().clear();
  settle();
  BOOST_TEST(told("msg=\"the audit trail is available\"") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
