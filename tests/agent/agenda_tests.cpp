#include <boost/test/unit_test.hpp>

#include "agent/agenda.h"
#include "tests/support/observations.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

const Kind& kSourceKind = kind_named("source");
const Kind& kSummaryKind = kind_named("delivery_summary");
const Kind& kTrailKind = kind_named("audit_event");
const Due kSource{&kSourceKind, "", "s1"};
const Due kSettings{&kind_named("source_settings"), "s1", ""};

}  // namespace

BOOST_AUTO_TEST_SUITE(agenda_tests)

BOOST_AUTO_TEST_CASE(at_the_start_everything_is_due) {
  const Agenda agenda({}, 0);
  BOOST_TEST(agenda.sweep_is_due(kNoon));
  BOOST_TEST((agenda.next_pulse() <= kNoon && agenda.next_trail() <= kNoon));
}

BOOST_AUTO_TEST_CASE(a_collection_comes_due_a_period_after_it_was_last_seen_or_a_little_earlier) {
  BOOST_TEST((Agenda({}, 0).due_again(kSourceKind, kNoon) == kNoon + 6h));
  BOOST_TEST((Agenda({}, 0.5).due_again(kSourceKind, kNoon) == kNoon + 6h - 18min));
}

BOOST_AUTO_TEST_CASE(what_is_measured_by_the_day_comes_due_with_the_next_day) {
  // The last whole day is known ten minutes after midnight; agents spread over the hour after that.
  const auto midnight = std::chrono::floor<std::chrono::days>(kNoon) + 24h;
  BOOST_TEST((Agenda({}, 0).due_again(kSummaryKind, kNoon) == midnight + 10min));
  BOOST_TEST((Agenda({}, 0.5).due_again(kSummaryKind, kNoon) == midnight + 40min));
  BOOST_TEST((Agenda({}, 0).due_again(kSummaryKind, midnight + 5min) == midnight + 6h + 5min));
}

BOOST_AUTO_TEST_CASE(the_next_sweep_is_when_the_next_collection_comes_due_but_never_later_than_a_period) {
  Agenda agenda({}, 0);
  agenda.sweep_planned(kNoon, kNoon + 2h);
  BOOST_TEST(!agenda.sweep_is_due(kNoon + 2h - 1ms));
  BOOST_TEST(agenda.sweep_is_due(kNoon + 2h));
  agenda.sweep_planned(kNoon, storage::Time::max());
  BOOST_TEST(agenda.sweep_is_due(kNoon + 6h));
  agenda.sweep_planned(kNoon, kNoon - 1h);
  BOOST_TEST(!agenda.sweep_is_due(kNoon + 29s));
}

BOOST_AUTO_TEST_CASE(a_trail_that_is_withheld_is_asked_for_with_the_sweeps) {
  Agenda agenda({}, 0);
  agenda.trail_read(kNoon);
  BOOST_TEST((agenda.next_trail() == kNoon + 1min));
  agenda.trail_withheld(kNoon);
  BOOST_TEST((agenda.next_trail() == kNoon + 6h));
}

BOOST_AUTO_TEST_CASE(what_an_event_touched_is_due_now_and_twice_again) {
  Agenda agenda({}, 0);
  agenda.touch(kSource, Lane::urgent, kNoon);
  const auto due = agenda.take_due(kNoon);
  BOOST_REQUIRE(due.size() == 1u);
  BOOST_TEST((due[0].second == Lane::urgent));
  BOOST_TEST(agenda.take_due(kNoon + 29s).empty());
  BOOST_TEST(agenda.take_due(kNoon + 30s).size() == 1u);
  BOOST_TEST(agenda.take_due(kNoon + 5min).size() == 1u);
  BOOST_TEST(agenda.take_due(kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(once_the_change_was_seen_it_is_not_looked_for_any_more) {
  Agenda agenda({}, 0);
  agenda.touch(kSettings, Lane::urgent, kNoon);
  agenda.take_due(kNoon);
  agenda.changed("source_settings", "s1");
  BOOST_TEST(agenda.take_due(kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(failed_looks_come_again_at_growing_intervals) {
  Agenda agenda({}, 0);
  agenda.failed(kSettings, kNoon);
  BOOST_TEST(agenda.waits(kSettings));
  BOOST_TEST(agenda.take_due(kNoon + 59s).empty());
  BOOST_TEST(agenda.take_due(kNoon + 1min).size() == 1u);
  agenda.failed(kSettings, kNoon + 1min);
  BOOST_TEST(agenda.take_due(kNoon + 2min).empty());
  BOOST_TEST(agenda.take_due(kNoon + 3min).size() == 1u);
  agenda.succeeded(kSettings);
  BOOST_TEST(!agenda.waits(kSettings));
  BOOST_TEST(agenda.take_due(kNoon + 10h).empty());
}

BOOST_AUTO_TEST_CASE(when_the_way_is_free_again_everything_that_failed_is_due_at_once) {
  Agenda agenda({}, 0);
  for (int i = 0; i < 8; ++i) agenda.failed(kSettings, kNoon);
  BOOST_TEST(agenda.take_due(kNoon + 1h).empty());
  agenda.retry_all();
  BOOST_TEST(agenda.take_due(kNoon + 1h).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_failed_of_one_kind_can_be_due_at_once) {
  Agenda agenda({}, 0);
  agenda.failed(kSettings, kNoon);
  agenda.failed(kSource, kNoon);
  agenda.retry("source");
  const auto due = agenda.take_due(kNoon);
  BOOST_REQUIRE(due.size() == 1u);
  BOOST_TEST((due[0].first == kSource));
}

BOOST_AUTO_TEST_CASE(every_kind_has_a_period_by_which_it_is_judged_too_old) {
  BOOST_TEST((planned_period(kSourceKind, {}) == 6h));
  BOOST_TEST((planned_period(kSummaryKind, {}) == 24h));
  BOOST_TEST((planned_period(kTrailKind, {}) == 5min));
}

BOOST_AUTO_TEST_CASE(a_gap_opens_after_two_periods_or_where_nothing_was_ever_seen) {
  BOOST_TEST(opens_gap({}, 6h, kNoon));
  BOOST_TEST(!opens_gap(kNoon - 12h, 6h, kNoon));
  BOOST_TEST(opens_gap(kNoon - 12h - 1ms, 6h, kNoon));
}

BOOST_AUTO_TEST_SUITE_END()
