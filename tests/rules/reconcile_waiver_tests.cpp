#include <boost/test/unit_test.hpp>

#include "rules/reconcile.h"
#include "tests/rules/waiver_builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;
using storage::Transition;
using storage::Violation;
using storage::ViolationState;
using Active = std::vector<Violation>;
using Said = std::vector<Evaluation>;

namespace {

const Policy kAtOnce = a_policy("at-once");
const Policy kPatient = a_policy("patient", 10min);
const Waiver kWaiver = a_waiver("at-once", "source/s1", kNoon + 24h);

std::vector<Transition> step(const Active& active, const Said& said, storage::Time now, std::vector<Waiver> waivers,
                             const BodyHashes& bodies = {}) {
  return reconcile(active, said, now, Waivers(std::move(waivers)), bodies);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reconcile_waiver_tests)

BOOST_AUTO_TEST_CASE(a_finding_that_a_waiver_names_begins_waived_and_says_by_which) {
  const auto transitions = step({}, {found(kAtOnce, {"s1", "s2"})}, kNoon, {kWaiver});
  BOOST_TEST(
      lines(transitions) == (Lines{"nothing -> waived: at-once source s1", "nothing -> open: at-once source s2"}),
      boost::test_tools::per_element());
  BOOST_TEST(transitions[0].violation.waiver == name_of(kWaiver));
  BOOST_TEST(transitions[1].violation.waiver == "");
}

BOOST_AUTO_TEST_CASE(an_open_or_pending_violation_is_waived_when_a_waiver_comes) {
  const Waiver patient = a_waiver("patient", "*");
  const auto transitions = step({a_violation("at-once", "s1"), a_violation("patient", "s1", ViolationState::pending)},
                                {found(kAtOnce, {"s1"}), found(kPatient, {"s1"})}, kNoon + 1h, {kWaiver, patient});
  BOOST_TEST(lines(transitions) == (Lines{"open -> waived: at-once source s1", "pending -> waived: patient source s1"}),
             boost::test_tools::per_element());
  BOOST_TEST((transitions[0].violation.first_seen == kNoon));
  BOOST_TEST((transitions[0].violation.state_since == kNoon + 1h));
}

BOOST_AUTO_TEST_CASE(a_waived_violation_that_is_still_found_needs_no_word) {
  const Active waived = {waived_by(kWaiver, a_violation("at-once", "s1"))};
  BOOST_TEST(step(waived, {found(kAtOnce, {"s1"})}, kNoon + 1h, {kWaiver}).empty());
}

BOOST_AUTO_TEST_CASE(a_waived_violation_that_is_not_found_any_more_resolves) {
  const Active waived = {waived_by(kWaiver, a_violation("at-once", "s1"))};
  BOOST_TEST(lines(step(waived, {found(kAtOnce, {})}, kNoon + 1h, {kWaiver})) ==
                 (Lines{"waived -> resolved: at-once source s1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(when_the_waiver_ends_the_violation_opens_with_its_own_past) {
  const Active waived = {waived_by(kWaiver, a_violation("at-once", "s1"))};
  BOOST_TEST(step(waived, {found(kAtOnce, {"s1"})}, kWaiver.expires - 1ms, {kWaiver}).empty());
  const auto transitions = step(waived, {found(kAtOnce, {"s1"})}, kWaiver.expires, {kWaiver});
  BOOST_TEST(lines(transitions) == (Lines{"waived -> open: at-once source s1"}), boost::test_tools::per_element());
  BOOST_TEST((transitions[0].violation.first_seen == kNoon));
  BOOST_TEST((transitions[0].violation.state_since == kWaiver.expires));
  BOOST_TEST(transitions[0].violation.waiver == "");
}

BOOST_AUTO_TEST_CASE(when_the_waiver_is_taken_away_the_violation_opens) {
  const Active waived = {waived_by(kWaiver, a_violation("at-once", "s1"))};
  BOOST_TEST(
      lines(step(waived, {found(kAtOnce, {"s1"})}, kNoon + 1h, {})) == (Lines{"waived -> open: at-once source s1"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_waiver_that_ends_before_the_time_of_its_policy_leaves_the_violation_pending) {
  const Waiver waiver = a_waiver("patient", "*", kNoon + 5min);
  const Active waived = {waived_by(waiver, a_violation("patient", "s1"))};
  BOOST_TEST(lines(step(waived, {found(kPatient, {"s1"})}, kNoon + 5min, {waiver})) ==
                 (Lines{"waived -> pending: patient source s1"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines(step(waived, {found(kPatient, {"s1"})}, kNoon + 10min, {waiver})) ==
                 (Lines{"waived -> open: patient source s1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_waiver_that_ends_while_nothing_is_known_opens_what_was_last_known) {
  const Active waived = {waived_by(kWaiver, a_violation("at-once", "s1"))};
  const Lines expected = {"waived -> open: at-once source s1"};
  const Said unknown = {{&kAtOnce, Unknown{"a gap"}, {}}}, failed = {{&kAtOnce, Failed{"timed out"}, {}}};
  for (const Said& said : {unknown, failed, Said{found(kAtOnce, {}, {{"s1", "a gap"}})}, Said{}}) {
    BOOST_TEST(lines(step(waived, said, kWaiver.expires, {kWaiver})) == expected, boost::test_tools::per_element());
    BOOST_TEST(step(waived, said, kWaiver.expires - 1ms, {kWaiver}).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_waiver_counts_also_while_nothing_is_known) {
  BOOST_TEST(lines(step({a_violation("at-once", "s1")}, {{&kAtOnce, Unknown{"a gap"}, {}}}, kNoon, {kWaiver})) ==
                 (Lines{"open -> waived: at-once source s1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_renewed_waiver_is_a_step_that_names_it) {
  Waiver renewed = kWaiver;
  renewed.expires += 720h;
  renewed.until = "later";
  const Active waived = {waived_by(kWaiver, a_violation("at-once", "s1"))};
  const auto transitions = step(waived, {found(kAtOnce, {"s1"})}, kNoon + 1h, {renewed});
  BOOST_TEST(lines(transitions) == (Lines{"waived -> waived: at-once source s1"}), boost::test_tools::per_element());
  BOOST_TEST(transitions[0].violation.waiver == name_of(renewed));
  BOOST_TEST((transitions[0].violation.state_since == kNoon));
}

BOOST_AUTO_TEST_CASE(new_facts_reach_a_waived_violation) {
  Violation old = waived_by(kWaiver, a_violation("at-once", "s1"));
  old.message = "an older text";
  const auto transitions = step({old}, {found(kAtOnce, {"s1"})}, kNoon + 1h, {kWaiver});
  BOOST_TEST(lines(transitions) == (Lines{"waived -> waived: at-once source s1"}), boost::test_tools::per_element());
  BOOST_TEST(transitions[0].violation.message == "s1 is wrong");
}

BOOST_AUTO_TEST_CASE(a_change_of_the_resource_ends_a_bound_waiver) {
  const std::string hash(64, 'a');
  const Waiver waiver = bound(kWaiver, hash);
  const Active waived = {waived_by(waiver, a_violation("at-once", "s1"))};
  const Said said = {found(kAtOnce, {"s1"})};
  BOOST_TEST(step(waived, said, kNoon, {waiver}, {{{"source", "s1"}, {hash}}}).empty());
  BOOST_TEST(lines(step(waived, said, kNoon, {waiver}, {{{"source", "s1"}, {"another"}}})) ==
                 (Lines{"waived -> open: at-once source s1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
