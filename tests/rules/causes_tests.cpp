#include "rules/causes.h"

#include <boost/test/unit_test.hpp>

#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;
using storage::Change;
using storage::ChangeType;
using storage::Transition;
using storage::Violation;
using storage::ViolationState;

namespace {

const std::set<std::string> kKinds = {"source", "source_settings", "tracking_plan_source"};

storage::Seq last(const std::vector<Change>& changes, const std::string& id = "s1", storage::Seq after = 0) {
  return ChangesByResource(changes).last("source", id, kKinds, after);
}

Violation opened_by(storage::Seq cause, const std::string& actor = "") {
  Violation violation = a_violation("p", "s1");
  violation.cause = cause;
  violation.actor = actor;
  return violation;
}

std::vector<Transition> told(std::vector<Transition> transitions, const std::vector<Violation>& active,
                             storage::Seq cause, const std::string& actor) {
  return with_causes(
      std::move(transitions), active, [&](const Violation&) { return cause; },
      [&](storage::Seq) { return actor.empty() ? std::nullopt : std::optional(actor); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(causes_tests)

BOOST_AUTO_TEST_CASE(the_last_change_of_a_resource_of_what_is_under_it_or_of_its_edges_is_its_cause) {
  const Change own{4, ChangeType::modified, "source", "s1", ""};
  const Change under{5, ChangeType::modified, "source_settings", "s1", "s1"};
  const Change edge{6, ChangeType::deleted, "tracking_plan_source", "tp1/s1", "tp1"};
  BOOST_TEST(last({own}) == 4);
  BOOST_TEST(last({own, under}) == 5);
  BOOST_TEST(last({own, under, edge}) == 6);
}

BOOST_AUTO_TEST_CASE(changes_of_other_resources_of_kinds_that_are_not_read_and_of_before_are_no_cause) {
  BOOST_TEST(last({{4, ChangeType::modified, "source", "s2", ""}}) == 0);
  BOOST_TEST(last({{4, ChangeType::modified, "destination", "s1", ""}}) == 0);
  BOOST_TEST(last({{4, ChangeType::modified, "source", "s1", ""}}, "s1", 4) == 0);
  // another kind's resource that happens to have the same id
  BOOST_TEST(ChangesByResource(std::vector<Change>{{4, ChangeType::modified, "source", "x", ""}})
                 .last("destination", "x", {"source", "destination"}, 0) == 0);
}

BOOST_AUTO_TEST_CASE(a_new_violation_gets_its_cause_and_the_actor_where_one_is_known) {
  const std::vector<Transition> born = {{std::nullopt, a_violation("p", "s1")}};
  BOOST_TEST((told(born, {}, 7, "user/jo")[0].violation == opened_by(7, "user/jo")));
  BOOST_TEST((told(born, {}, 7, "")[0].violation == opened_by(7)));
  BOOST_TEST((told(born, {}, 0, "user/jo")[0].violation == opened_by(0)));
}

BOOST_AUTO_TEST_CASE(an_actor_who_becomes_known_later_is_told_by_a_transition_that_keeps_the_state) {
  for (const auto state : {ViolationState::pending, ViolationState::open, ViolationState::waived}) {
    Violation known = opened_by(7);
    known.state = state;
    const auto transitions = told({}, {known}, 0, "user/jo");
    BOOST_REQUIRE(transitions.size() == 1u);
    known.actor = "user/jo";
    BOOST_TEST((transitions[0] == Transition{state, known}));
    BOOST_TEST(told({}, {known}, 0, "user/eve").empty());
  }
}

BOOST_AUTO_TEST_CASE(what_is_known_already_has_no_cause_or_is_resolved_stays_as_it_is) {
  Violation resolved = opened_by(7);
  resolved.state = ViolationState::resolved;
  BOOST_TEST(told({}, {opened_by(7, "user/jo"), opened_by(0), resolved}, 9, "user/eve").empty());
}

BOOST_AUTO_TEST_CASE(a_violation_that_moves_on_keeps_its_cause_and_takes_the_actor_along) {
  Violation moved = opened_by(7);
  moved.message = "worse";
  const auto transitions = told({{ViolationState::open, moved}}, {opened_by(7)}, 9, "user/jo");
  BOOST_REQUIRE(transitions.size() == 1u);
  BOOST_TEST(transitions[0].violation.cause == 7);
  BOOST_TEST(transitions[0].violation.actor == "user/jo");
}

BOOST_AUTO_TEST_SUITE_END()
