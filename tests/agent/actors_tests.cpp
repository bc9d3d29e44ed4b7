#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "agent/judgement.h"
#include "agent/offline.h"
#include "agent/report_text.h"
#include "storage/query_session.h"
#include "storage/verify.h"
#include "tests/agent/watched_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;
using storage::Violation;

namespace {

constexpr const char* kSource = "webProd4Xk9";
constexpr const char* kNoTarget = R"({"settings":{"forwardingBlockedEventsTo":null}})";

// From the simulated workspace to what the agent says about who did what.
struct Fixture : WatchedWorkspace {
  // Minute by minute, as the agent does.
  agent::WorkspaceState pass(std::chrono::minutes time) {
    agent::WorkspaceState state;
    for (auto left = time; left > 0min; left -= 1min) {
      clock.advance(1min);
      state = settle();
    }
    return state;
  }
  void unset_forwarding(const simulator::AuditNote& note = {}) {
    simulator.workspace().patch({"source_settings", "", kSource}, kNoTarget, note);
  }
  static const Violation* find(const agent::WorkspaceState& state, const std::string& policy, const std::string& id) {
    const auto found = std::ranges::find_if(state.violations, [&](const Violation& violation) {
      return violation.policy == policy && violation.resource_id == id && violation.state == storage::ViolationState::open;
    });
    return found == state.violations.end() ? nullptr : &*found;
  }
  static std::string who(const agent::WorkspaceState& state, const std::string& policy, const std::string& id = kSource) {
    const Violation* violation = find(state, policy, id);
    return violation ? agent::who_caused(*violation) : "not violated";
  }
};

const std::string kTargetPolicy = "blocked-events-have-a-target", kRemoved = "forwarding-not-removed";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(actors_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_first_look_has_no_culprits_and_no_findings_about_changes) {
  const auto state = pass(20min);
  BOOST_REQUIRE(!state.violations.empty());
  for (const auto& violation : state.violations) BOOST_TEST(violation.actor == "", violation.policy);
  for (const auto& policy : {"forwarding-not-removed", "changes-have-an-audit-event", "actors-are-known",
                             "no-token-changes-at-night", "owner-not-added"})
    BOOST_TEST(std::ranges::count(state.violations, policy, &Violation::policy) == 0, policy);
}

BOOST_AUTO_TEST_CASE(a_violation_says_who_caused_it_by_name_where_that_is_a_member) {
  settle();
  unset_forwarding();
  const auto state = pass(1min);
  BOOST_TEST(who(state, kTargetPolicy) == "Dana Keller <dana.keller@acme.example>");
  BOOST_TEST(find(state, kTargetPolicy, kSource)->actor == "user/2kPdWq7uYtRz");
  BOOST_TEST(who(state, kRemoved) == "Dana Keller <dana.keller@acme.example>");
  BOOST_TEST(agent::report_text(state, {}).find("since 2026-03-01T12:01:00Z by Dana Keller <dana.keller@acme.example>") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_token_is_named_as_the_trail_names_it) {
  settle();
  unset_forwarding({.actor = "public-api-token/Tn5wRz9c", .actor_email = ""});
  const auto state = pass(1min);
  BOOST_TEST(who(state, kTargetPolicy) == "public-api-token/Tn5wRz9c");
  BOOST_TEST(who(state, "actors-are-known") == "public-api-token/Tn5wRz9c");
}

BOOST_AUTO_TEST_CASE(an_event_that_comes_late_adds_the_actor_to_the_open_violation) {
  settle();
  // given a change that a sweep sees minutes before its event shows up
  unset_forwarding({.late = 6h + 3min});
  clock.advance(6h);
  const auto before = settle();
  BOOST_TEST(who(before, kTargetPolicy) == "");
  BOOST_REQUIRE(find(before, kTargetPolicy, kSource) != nullptr);
  const auto opened = find(before, kTargetPolicy, kSource)->first_seen;
  const auto after = pass(5min);
  BOOST_TEST(who(after, kTargetPolicy) == "Dana Keller <dana.keller@acme.example>");
  BOOST_TEST((find(after, kTargetPolicy, kSource)->first_seen == opened));
  BOOST_TEST(log_text.find("violation resolved") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_change_without_an_event_is_told_after_the_grace_and_has_no_culprit) {
  settle();
  unset_forwarding({.missing = true});
  clock.advance(6h);
  const auto seen = settle();
  BOOST_TEST(who(seen, kTargetPolicy) == "");
  BOOST_TEST(find(seen, "changes-have-an-audit-event", kSource) == nullptr);
  const auto later = pass(17min);
  BOOST_REQUIRE(find(later, "changes-have-an-audit-event", kSource) != nullptr);
  BOOST_TEST(find(later, "changes-have-an-audit-event", kSource)->resource_kind == "source_settings");
  BOOST_TEST(who(later, kTargetPolicy) == "");
}

BOOST_AUTO_TEST_CASE(without_an_audit_trail_nobody_is_accused_of_silence) {
  simulator::FaultRule refused;
  refused.endpoint = "/audit-events";
  refused.status = 403;
  simulator.faults().add(refused);
  settle();
  unset_forwarding();
  clock.advance(6h);
  settle();
  const auto state = pass(30min);
  BOOST_TEST(who(state, kTargetPolicy) == "");
  BOOST_TEST(std::ranges::count(state.violations, "changes-have-an-audit-event", &Violation::policy) == 0);
}

BOOST_AUTO_TEST_CASE(who_caused_it_survives_a_restart_and_is_told_offline_too) {
  settle();
  unset_forwarding();
  pass(1min);
  workspace.reset();
  BOOST_TEST(who(agent::judge_offline(database, "acme", rules, {}, clock.now()), kTargetPolicy) ==
             "Dana Keller <dana.keller@acme.example>");
  open();
  BOOST_TEST(who(pass(1min), kTargetPolicy) == "Dana Keller <dana.keller@acme.example>");
  BOOST_TEST(storage::verify(database).valid());
}

BOOST_AUTO_TEST_CASE(a_person_who_is_made_an_owner_is_told_with_whoever_did_it) {
  settle();
  simulator.workspace().patch({"user", "", "7jBwHd2kTqLs"},
                              R"({"permissions":[{"roleName":"Workspace Owner","roleId":"roleOwner1Wd","resources":[)"
                              R"({"id":"acmeWorkspace5Jt8","type":"WORKSPACE","labels":[]}]}]})");
  BOOST_TEST(who(pass(1min), "owner-not-added", "7jBwHd2kTqLs") == "Dana Keller <dana.keller@acme.example>");
}

BOOST_AUTO_TEST_SUITE_END()
