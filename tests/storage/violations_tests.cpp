#include <boost/test/unit_test.hpp>

#include "storage/store.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit::storage;
using namespace segaudit::tests;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  Store store{directory / "acme.db", "key"};
  Violation open = a_violation("p1", "s1");

  void step(std::optional<ViolationState> from, Violation to, Time at) { store.apply(std::vector{Transition{from, to}}, at); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(violations_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_violation_is_read_back_as_it_was_stored) {
  open.message = "quotes \" newline \n and \xF0\x9F\x94\xA5";
  open.evidence = R"([{"forwarded":null,"x":"y"}])";
  open.actor = "user-7";
  step({}, open, kNoon);
  const auto active = store.active_violations();
  BOOST_REQUIRE_EQUAL(active.size(), 1u);
  BOOST_TEST((active[0] == open));
}

BOOST_AUTO_TEST_CASE(a_resolved_violation_is_no_longer_active_but_remembered) {
  step({}, open, kNoon);
  Violation resolved = open;
  resolved.state = ViolationState::resolved;
  resolved.state_since = kNoon + 1h;
  step(ViolationState::open, resolved, kNoon + 1h);
  BOOST_TEST(store.active_violations().empty());
  BOOST_TEST(store.resolved_since(kNoon + 1h).size() == 1u);
  BOOST_TEST(store.resolved_since(kNoon + 2h).empty());
}

BOOST_AUTO_TEST_CASE(totals_count_openings_and_resolutions_over_all_lives) {
  Violation pending = open, resolved = open;
  pending.state = ViolationState::pending;
  resolved.state = ViolationState::resolved;
  step({}, pending, kNoon);
  step(ViolationState::pending, resolved, kNoon + 1min);  // never opened: not counted as resolved
  open.first_seen = resolved.first_seen = kNoon + 2min;
  step({}, open, kNoon + 2min);
  Violation severe = open;
  severe.severity = "critical";
  step(ViolationState::open, severe, kNoon + 3min);       // still the same life
  step(ViolationState::open, resolved, kNoon + 4min);
  open.first_seen = kNoon + 5min;
  step({}, open, kNoon + 5min);
  const auto totals = store.violation_totals();
  BOOST_TEST(totals.at("p1").first == 2);
  BOOST_TEST(totals.at("p1").second == 1);
}

BOOST_AUTO_TEST_CASE(two_policies_on_one_resource_are_two_violations) {
  step({}, open, kNoon);
  step({}, a_violation("p2", "s1"), kNoon);
  BOOST_TEST(store.active_violations().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
