#include <boost/test/unit_test.hpp>

#include "agent/agenda.h"
#include "tests/support/observations.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

const Due kSource{&kind_named("source"), "", "s1"};
const Due kSettings{&kind_named("source_settings"), "s1", ""};

storage::Collection seen(const char* kind, storage::Time at) {
  return {{kind, ""}, storage::CollectionState::complete, "", "", at, at};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agenda_tests)

BOOST_AUTO_TEST_CASE(a_new_database_is_swept_at_once) {
  Agenda agenda({}, 0);
  agenda.resume({}, false, kNoon);
  BOOST_TEST(agenda.sweep_is_due(kNoon));
  BOOST_TEST(agenda.trail_is_due(kNoon));
}

BOOST_AUTO_TEST_CASE(a_restart_continues_the_rhythm_when_the_trail_tells_what_was_missed) {
  Agenda agenda({}, 0);
  agenda.resume({seen("source", kNoon - 2h), seen("destination", kNoon - 1h)}, true, kNoon);
  BOOST_TEST(!agenda.sweep_is_due(kNoon + 3h));
  BOOST_TEST(agenda.sweep_is_due(kNoon + 4h));
}

BOOST_AUTO_TEST_CASE(a_restart_without_a_trail_or_with_something_never_seen_sweeps) {
  Agenda without_trail({}, 0), unseen({}, 0);
  without_trail.resume({seen("source", kNoon)}, false, kNoon);
  BOOST_TEST(without_trail.sweep_is_due(kNoon));
  auto never = seen("source", kNoon);
  never.last_complete.reset();
  unseen.resume({never}, true, kNoon);
  BOOST_TEST(unseen.sweep_is_due(kNoon));
}

BOOST_AUTO_TEST_CASE(what_an_event_touched_is_due_now_and_twice_again) {
  Agenda agenda({}, 0);
  agenda.touch(kSource, kNoon);
  BOOST_TEST(agenda.take_due(kNoon).size() == 1u);
  BOOST_TEST(agenda.take_due(kNoon + 29s).empty());
  BOOST_TEST(agenda.take_due(kNoon + 30s).size() == 1u);
  BOOST_TEST(agenda.take_due(kNoon + 5min).size() == 1u);
  BOOST_TEST(agenda.take_due(kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(once_the_change_was_seen_it_is_not_looked_for_any_more) {
  Agenda agenda({}, 0);
  agenda.touch(kSettings, kNoon);
  agenda.take_due(kNoon);
  agenda.changed("source_settings", "s1");
  BOOST_TEST(agenda.take_due(kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(failed_looks_come_again_at_growing_intervals) {
  Agenda agenda({}, 0);
  agenda.failed(kSettings, kNoon);
  BOOST_TEST(agenda.take_due(kNoon + 59s).empty());
  BOOST_TEST(agenda.take_due(kNoon + 1min).size() == 1u);
  agenda.failed(kSettings, kNoon + 1min);
  BOOST_TEST(agenda.take_due(kNoon + 2min).empty());
  BOOST_TEST(agenda.take_due(kNoon + 3min).size() == 1u);
  agenda.succeeded(kSettings);
  BOOST_TEST(agenda.take_due(kNoon + 10h).empty());
}

BOOST_AUTO_TEST_CASE(a_gap_opens_after_two_periods_or_where_nothing_was_ever_seen) {
  BOOST_TEST(opens_gap({}, 6h, kNoon));
  BOOST_TEST(!opens_gap(kNoon - 12h, 6h, kNoon));
  BOOST_TEST(opens_gap(kNoon - 12h - 1ms, 6h, kNoon));
}

BOOST_AUTO_TEST_SUITE_END()
