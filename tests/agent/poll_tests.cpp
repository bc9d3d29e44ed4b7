#include <boost/test/unit_test.hpp>

#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;
using storage::CollectionState;

namespace {

struct Fixture : SimulatedWorkspace {
  // Steps until nothing is due any more at this time.
  agent::PollReport settle() {
    agent::PollReport all;
    do {
      const auto report = step();
      all.identified = report.identified;
      all.problem = report.problem;
      all.changes += report.changes;
      all.misses += report.misses;
      all.events += report.events;
      all.looks += report.looks;
      if (!report.identified) break;
    } while (poll.next_wakeup() <= clock.now());
    return all;
  }
  void later(std::chrono::milliseconds time) { clock.advance(time); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(poll_tests, Fixture)

BOOST_AUTO_TEST_CASE(the_first_poll_sees_everything_and_reports_no_change) {
  const auto report = settle();
  BOOST_TEST(report.identified);
  BOOST_TEST(report.misses == 1u);  // the code of one function, which the API shows as null
  BOOST_TEST(report.changes == 0u);
  BOOST_TEST(poll.complete());
  BOOST_TEST(store.known_ids({"source", ""}).size() == simulator.workspace().ids("source").size());
  BOOST_TEST(store.known_ids({"destination", ""}).size() == 38u);
  BOOST_TEST(store.known_ids({"destination_metadata", ""}).size() == 14u);
  for (const auto& source : store.known_ids({"source", ""}))
    BOOST_TEST((state_of("source_settings", source) == CollectionState::complete), source);
}

BOOST_AUTO_TEST_CASE(a_second_sweep_of_an_unchanged_workspace_writes_nothing) {
  settle();
  const auto length = store.length();
  later(6h);
  settle();
  BOOST_TEST(store.length() == length);
}

BOOST_AUTO_TEST_CASE(an_audit_event_makes_its_resource_due_at_once) {
  settle();
  later(1min);
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, R"({"settings":{"forwardingBlockedEventsTo":null}})");
  later(1s);
  const int before = transport.requests();
  const auto report = settle();
  BOOST_TEST(report.events == 1u);
  BOOST_TEST(report.changes == 1u);
  BOOST_TEST(transport.requests() - before <= 4);
}

BOOST_AUTO_TEST_CASE(a_change_that_becomes_visible_after_its_event_is_seen_when_looked_at_again) {
  settle();
  later(1min);
  // An event that comes before the change that it is about.
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"unknownToUs":1})");
  later(1s);
  settle();
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, R"({"settings":{"forwardingBlockedEventsTo":null}})",
                              {.missing = true});
  later(5min);
  BOOST_TEST(settle().changes == 1u);
}

BOOST_AUTO_TEST_CASE(what_no_event_tells_the_next_sweep_finds) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.missing = true});
  later(1min);
  BOOST_TEST(settle().changes == 0u);
  later(6h);
  BOOST_TEST(settle().changes == 1u);
}

BOOST_AUTO_TEST_CASE(a_deleted_source_takes_its_settings_along_and_is_called_deleted) {
  settle();
  later(1min);
  simulator.workspace().remove({"source", "", "webProd4Xk9"});
  later(1s);
  settle();
  later(6h);
  settle();
  BOOST_TEST(!store.is_known("source", "webProd4Xk9"));
  BOOST_TEST(!store.is_known("source_settings", "webProd4Xk9"));
  BOOST_TEST((store.change_totals()[{"source", "deleted"}] == 1));
  BOOST_TEST((store.change_totals()[{"source", "vanished"}] == 0));
}

BOOST_AUTO_TEST_CASE(a_source_that_is_gone_without_an_event_has_vanished) {
  settle();
  simulator.workspace().remove({"source", "", "webProd4Xk9"}, {.missing = true});
  later(6h);
  settle();
  BOOST_TEST((store.change_totals()[{"source", "vanished"}] == 1));
}

BOOST_AUTO_TEST_CASE(a_list_that_misses_items_for_a_moment_deletes_nothing) {
  settle();
  simulator::FaultRule shift;
  shift.endpoint = "/destinations";
  shift.kind = simulator::FaultKind::kStatus;
  shift.status = 200;
  shift.body = R"({"data":{"destinations":[],"pagination":{"current":""}}})";
  shift.content_type = "application/json";
  simulator.faults().add(shift);
  later(6h);
  settle();
  BOOST_TEST(store.known_ids({"destination", ""}).size() == 38u);
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(a_list_that_lacks_something_known_is_never_taken_for_unchanged) {
  settle();
  // given a list that lacks everything, while the API still knows it
  simulator::FaultRule rule;
  rule.endpoint = "/sources";
  rule.status = 200;
  rule.content_type = "application/json";
  rule.body = R"({"data":{"sources":[],"pagination":{"current":""}}})";
  simulator.faults().add(rule);
  later(6h);
  settle();
  BOOST_TEST(store.is_known("source", "webProd4Xk9"));
  // when the source is gone, and the list says the very same
  fault("/sources/webProd4Xk9", 404);
  later(6h);
  settle();
  BOOST_TEST(!store.is_known("source", "webProd4Xk9"));
  BOOST_TEST(store.is_known("source", "iosProd7Rw2"));
}

BOOST_AUTO_TEST_CASE(a_new_source_is_asked_for_its_settings_in_the_same_poll) {
  settle();
  later(1min);
  simulator.workspace().create({"source"}, R"({"id":"fresh1","slug":"fresh","name":"Fresh","enabled":true,"writeKeys":["k"],)"
                                           R"("labels":[],"metadataId":"smWeb71KqTz","settings":{}})", {.missing = true});
  simulator.workspace().load("source_settings", "", R"({"sourceId":"fresh1","settings":{}})");
  later(6h);
  settle();
  BOOST_TEST(store.is_known("source", "fresh1"));
  BOOST_CHECK_NO_THROW(state_of("source_settings", "fresh1"));
}

BOOST_AUTO_TEST_CASE(one_lost_answer_is_no_gap_but_data_of_two_periods_ago_is) {
  settle();
  fault("/sources/webProd4Xk9/settings", 503);
  later(6h);
  settle();
  BOOST_TEST((state_of("source_settings", "webProd4Xk9") == CollectionState::complete));
  later(6h);
  settle();
  later(1h);
  settle();
  BOOST_TEST((state_of("source_settings", "webProd4Xk9") == CollectionState::gap));
  simulator.faults().clear();
  later(3h);
  settle();
  BOOST_TEST((state_of("source_settings", "webProd4Xk9") == CollectionState::complete));
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(what_never_answered_is_a_gap_at_once) {
  fault("/tracking-plans", 500);
  settle();
  BOOST_TEST((state_of("tracking_plan") == CollectionState::gap));
  BOOST_TEST((state_of("source") == CollectionState::complete));
}

BOOST_AUTO_TEST_CASE(a_family_that_the_plan_does_not_include_is_not_available) {
  fault("/audit-events", 403);
  settle();
  BOOST_TEST((state_of("audit_event") == CollectionState::not_available));
  BOOST_TEST(poll.complete());
}

BOOST_AUTO_TEST_CASE(a_refused_token_is_a_problem_and_deletes_nothing) {
  settle();
  const auto length = store.length();
  fault("**", 401);
  later(6h);
  const auto report = settle();
  BOOST_TEST(!report.identified);
  BOOST_TEST(report.problem.find("GET /: status 401") != std::string::npos, report.problem);
  BOOST_TEST(store.length() == length);
  BOOST_TEST(store.known_ids({"destination", ""}).size() == 38u);
}

BOOST_AUTO_TEST_CASE(a_workspace_that_cannot_be_reached_at_first_is_swept_as_soon_as_it_can) {
  fault("**", 503);
  settle();
  BOOST_TEST(!poll.complete());
  simulator.faults().clear();
  later(1min);
  settle();
  BOOST_TEST(poll.complete());
}

BOOST_AUTO_TEST_CASE(a_token_of_another_workspace_is_refused) {
  settle();
  simulator.workspace().load("workspace", "", R"({"id":"someOtherWorkspace","slug":"other","name":"Other"})");
  fault("/", 200);
  simulator.faults().clear();
  simulator::FaultRule other;
  other.endpoint = "/";
  other.status = 200;
  other.content_type = "application/json";
  other.body = R"({"data":{"workspace":{"id":"other1","slug":"other","name":"Other"}}})";
  simulator.faults().add(other);
  later(1min);
  BOOST_CHECK_THROW(step(), storage::StorageError);
  BOOST_TEST(store.is_known("workspace", "acmeWorkspace5Jt8"));
}

BOOST_AUTO_TEST_CASE(a_restart_goes_on_where_it_was_and_reads_what_changed_meanwhile) {
  settle();
  later(10min);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})");
  later(1s);
  agent::SeenCache empty;
  agent::Looker again_looker(client, reader, empty);
  agent::Poll again(again_looker, empty, store, agent::Agenda({}, 0), clock, {.workers = 1});
  BOOST_TEST(again.complete());
  const auto report = again.step({});
  BOOST_TEST(report.changes == 1u);
  BOOST_TEST(report.looks < 10u);
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_after_a_stop) {
  std::stop_source stop;
  transport.before_each([&](const std::string& path) {
    if (path == "/destinations") stop.request_stop();
  });
  poll.step(stop.get_token());
  BOOST_TEST(!poll.complete());
}

BOOST_AUTO_TEST_SUITE_END()
