#include "rules/reconcile.h"

#include <boost/test/unit_test.hpp>

#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;
using storage::Violation;
using storage::ViolationState;
using Active = std::vector<Violation>;
using Said = std::vector<Evaluation>;

namespace {
const Policy kAtOnce = a_policy("at-once");
const Policy kPatient = a_policy("patient", 10min);
}  // namespace

BOOST_AUTO_TEST_SUITE(reconcile_tests)

BOOST_AUTO_TEST_CASE(a_new_finding_opens_at_once_without_for) {
  const auto transitions = reconcile(Active{}, Said{found(kAtOnce, {"s1"})}, kNoon);
  BOOST_REQUIRE(transitions.size() == 1u);
  BOOST_TEST((transitions[0] == storage::Transition{std::nullopt, a_violation("at-once", "s1")}));
}

BOOST_AUTO_TEST_CASE(a_new_finding_waits_for_its_time) {
  const auto first = reconcile(Active{}, Said{found(kPatient, {"s1"})}, kNoon);
  BOOST_TEST(lines(first) == (Lines{"nothing -> pending: patient source s1"}), boost::test_tools::per_element());
  const Active pending = {first[0].violation};
  BOOST_TEST(reconcile(pending, Said{found(kPatient, {"s1"})}, kNoon + 10min - 1ms).empty());
  const auto later = reconcile(pending, Said{found(kPatient, {"s1"})}, kNoon + 10min);
  BOOST_TEST(lines(later) == (Lines{"pending -> open: patient source s1"}), boost::test_tools::per_element());
  BOOST_TEST((later[0].violation.first_seen == kNoon));
  BOOST_TEST((later[0].violation.state_since == kNoon + 10min));
}

BOOST_AUTO_TEST_CASE(a_pending_violation_that_is_not_found_any_more_starts_anew_next_time) {
  const Active pending = {a_violation("patient", "s1", ViolationState::pending)};
  const auto gone = reconcile(pending, Said{found(kPatient, {})}, kNoon + 5min);
  BOOST_TEST(lines(gone) == (Lines{"pending -> resolved: patient source s1"}), boost::test_tools::per_element());
  const auto back = reconcile(Active{}, Said{found(kPatient, {"s1"})}, kNoon + 6min);
  BOOST_TEST((back[0].violation.first_seen == kNoon + 6min));
}

BOOST_AUTO_TEST_CASE(an_open_violation_resolves_when_it_is_not_found) {
  const Active open = {a_violation("at-once", "s1"), a_violation("at-once", "s2")};
  const auto transitions = reconcile(open, Said{found(kAtOnce, {"s2"})}, kNoon + 1h);
  BOOST_TEST(lines(transitions) == (Lines{"open -> resolved: at-once source s1"}), boost::test_tools::per_element());
  BOOST_TEST((transitions[0].violation.first_seen == kNoon));
  BOOST_TEST((transitions[0].violation.state_since == kNoon + 1h));
}

BOOST_AUTO_TEST_CASE(an_open_violation_that_is_still_found_needs_no_word) {
  BOOST_TEST(reconcile(Active{a_violation("at-once", "s1")}, Said{found(kAtOnce, {"s1"})}, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(an_open_violation_stays_open_when_its_policy_gets_a_for) {
  BOOST_TEST(reconcile(Active{a_violation("patient", "s1")}, Said{found(kPatient, {"s1"})}, kNoon + 1min).empty());
}

BOOST_AUTO_TEST_CASE(a_failed_policy_leaves_its_violations_alone) {
  const Active active = {a_violation("at-once", "s1"), a_violation("patient", "s1", ViolationState::pending)};
  const Said said = {{&kAtOnce, Failed{"timed out"}, {}}, {&kPatient, Failed{"timed out"}, {}}};
  BOOST_TEST(reconcile(active, said, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_policy_leaves_its_violations_alone) {
  const Active active = {a_violation("at-once", "s1"), a_violation("patient", "s1", ViolationState::pending)};
  const Said said = {{&kAtOnce, Unknown{"a gap"}, {}}, {&kPatient, Unknown{"a gap"}, {}}};
  BOOST_TEST(reconcile(active, said, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_resource_neither_opens_nor_moves_on_nor_resolves) {
  const Active active = {a_violation("patient", "open"), a_violation("patient", "pending", ViolationState::pending)};
  const std::map<std::string, std::string> unknown = {{"open", "a gap"}, {"pending", "a gap"}, {"new", "a gap"}};
  BOOST_TEST(reconcile(active, Said{found(kPatient, {}, unknown)}, kNoon + 1h).empty());
  BOOST_TEST(reconcile(active, Said{found(kPatient, {"open", "pending", "new"}, unknown)}, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(another_resource_of_the_same_policy_is_judged_all_the_same) {
  const Active active = {a_violation("at-once", "s1"), a_violation("at-once", "s2")};
  const auto transitions = reconcile(active, Said{found(kAtOnce, {"s3"}, {{"s1", "a gap"}})}, kNoon + 1h);
  BOOST_TEST(lines(transitions) == (Lines{"open -> resolved: at-once source s2", "nothing -> open: at-once source s3"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_policy_that_was_not_evaluated_leaves_its_violations_alone) {
  const Policy similar = a_policy("at-onc");
  BOOST_TEST(reconcile(Active{a_violation("at-once", "s1")}, Said{found(similar, {})}, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(another_severity_or_other_facts_are_brought_up_to_date_without_a_new_state) {
  Policy severe = kAtOnce;
  severe.severity = Severity::critical;
  Violation expected = a_violation("at-once", "s1");
  expected.severity = "critical";
  const auto transitions = reconcile(Active{a_violation("at-once", "s1")}, Said{found(severe, {"s1"})}, kNoon + 1h);
  BOOST_REQUIRE(transitions.size() == 1u);
  BOOST_TEST((transitions[0] == storage::Transition{ViolationState::open, expected}));
  BOOST_TEST(reconcile(Active{expected}, Said{found(severe, {"s1"})}, kNoon + 2h).empty());
}

BOOST_AUTO_TEST_CASE(an_event_finding_is_of_the_kind_and_by_the_actor_that_its_query_names) {
  Evaluation said = found(kAtOnce, {"s1", "s1"});
  auto& findings = std::get<Judged>(said.outcome).findings;
  findings[1].resource_kind = "group";
  findings[1].actor = "user/jo";
  const auto transitions = reconcile(Active{}, Said{said}, kNoon);
  BOOST_TEST(lines(transitions) == (Lines{"nothing -> open: at-once group s1", "nothing -> open: at-once source s1"}),
             boost::test_tools::per_element());
  BOOST_TEST(transitions[0].violation.actor == "user/jo");
  const Active open = {transitions[0].violation, transitions[1].violation};
  BOOST_TEST(reconcile(open, Said{said}, kNoon + 1min).empty());
  // An actor who becomes known later changes a fact, and no state.
  findings[0].actor = "user/eve";
  const auto later = reconcile(open, Said{said}, kNoon + 2min);
  BOOST_TEST(lines(later) == (Lines{"open -> open: at-once source s1"}), boost::test_tools::per_element());
  BOOST_TEST(later[0].violation.actor == "user/eve");
  findings.pop_back();
  BOOST_TEST(lines(reconcile(open, Said{said}, kNoon + 3min))[0] == "open -> resolved: at-once group s1");
}

BOOST_AUTO_TEST_CASE(the_actor_of_a_violation_survives_its_steps) {
  Violation open = a_violation("at-once", "s1");
  open.actor = "user-7";
  open.message = "an older text";
  BOOST_TEST(reconcile(Active{open}, Said{found(kAtOnce, {"s1"})}, kNoon + 1h)[0].violation.actor == "user-7");
  BOOST_TEST(reconcile(Active{open}, Said{found(kAtOnce, {})}, kNoon + 1h)[0].violation.actor == "user-7");
}

BOOST_AUTO_TEST_CASE(a_violation_of_another_kind_ends_when_its_policy_turns_to_a_new_kind) {
  Violation old = a_violation("at-once", "s1");
  old.resource_kind = "destination";
  const auto transitions = reconcile(Active{old}, Said{found(kAtOnce, {"s1"}, {{"s2", "a gap"}})}, kNoon + 1h);
  BOOST_TEST(
      lines(transitions) == (Lines{"open -> resolved: at-once destination s1", "nothing -> open: at-once source s1"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_clock_that_jumps_back_moves_nothing_back) {
  const Active pending = {a_violation("patient", "s1", ViolationState::pending)};
  BOOST_TEST(reconcile(pending, Said{found(kPatient, {"s1"})}, kNoon - 24h).empty());
  const auto resolved = reconcile(pending, Said{found(kPatient, {})}, kNoon - 24h);
  BOOST_TEST((resolved[0].violation.state_since == kNoon));
}

BOOST_AUTO_TEST_CASE(violations_of_policies_that_are_no_longer_loaded_end_in_whatever_state) {
  const Active active = {a_violation("at-once", "s1"), a_violation("old", "s1"),
                         a_violation("old", "s2", ViolationState::pending),
                         a_violation("old", "s3", ViolationState::waived)};
  BOOST_TEST(lines(retire(active, std::vector<Policy>{kAtOnce}, kNoon + 1h)) ==
                 (Lines{"open -> resolved: old source s1", "pending -> resolved: old source s2",
                        "waived -> resolved: old source s3"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
