#include <boost/test/unit_test.hpp>

#include "tests/agent/polled_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;
using storage::CollectionState;

BOOST_FIXTURE_TEST_SUITE(poll_trouble_tests, PolledWorkspace)

BOOST_AUTO_TEST_CASE(an_outage_opens_no_gap_under_what_is_no_longer_there) {
  settle();
  // given a look under a destination that failed, and then the destination's end
  fault("/destination/gaWebProd1Kd8/filters", 503);
  later(6h);
  settle();
  simulator.workspace().remove({"destination", "", "gaWebProd1Kd8"});
  later(1min);
  settle();
  BOOST_REQUIRE(!store.is_known("destination", "gaWebProd1Kd8"));
  // when the next attempt falls into an outage
  fault("**", 503);
  later(24h);
  settle();
  for (const auto& one : store.collections()) BOOST_TEST(one.key.parent != "gaWebProd1Kd8", one.key.kind);
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
  BOOST_TEST((state_of("audit_event") == CollectionState::gap));  // it is read by the minute, so six hours are long
  BOOST_TEST(store.length() == length + 1);
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

BOOST_AUTO_TEST_CASE(a_token_that_opens_another_workspace_stops_everything_until_it_is_put_right) {
  settle();
  const auto length = store.length();
  simulator::FaultRule other;
  other.endpoint = "/";
  other.status = 200;
  other.content_type = "application/json";
  other.body = R"({"data":{"workspace":{"id":"other1","slug":"other","name":"Other"}}})";
  simulator.faults().add(other);
  later(6h);
  const int before = transport.requests();
  auto report = step();
  BOOST_TEST(report.wrong_workspace);
  BOOST_TEST(!report.identified);
  BOOST_TEST(report.problem.find("other1") != std::string::npos, report.problem);
  BOOST_TEST(report.problem.find("acmeWorkspace5Jt8") != std::string::npos, report.problem);
  BOOST_TEST(transport.requests() - before == 1);
  BOOST_TEST(store.length() == length + 1);  // the trail is old by now
  BOOST_TEST(store.is_known("workspace", "acmeWorkspace5Jt8"));
  // when the right token is back
  simulator.faults().clear();
  later(1min);
  report = settle();
  BOOST_TEST(report.identified);
  BOOST_TEST(report.changes == 0u);
  BOOST_TEST((state_of("audit_event") == CollectionState::complete));
}

BOOST_AUTO_TEST_CASE(while_another_workspace_answers_gaps_say_so) {
  settle();
  simulator::FaultRule other;
  other.endpoint = "/";
  other.status = 200;
  other.content_type = "application/json";
  other.body = R"({"data":{"workspace":{"id":"other1","slug":"other","name":"Other"}}})";
  simulator.faults().add(other);
  later(12h + 1min);
  settle();
  for (const auto& collection : store.collections())
    if (collection.key.kind == "source") BOOST_TEST(collection.reason == "wrong_workspace");
  BOOST_TEST((state_of("source") == CollectionState::gap));
}

BOOST_AUTO_TEST_CASE(a_trail_that_is_withheld_is_not_asked_for_every_minute) {
  fault("/audit-events", 403);
  settle();
  int asked = 0;
  transport.before_each([&](const std::string& path) { asked += path == "/audit-events" ? 1 : 0; });
  for (int minute = 0; minute < 60; ++minute) {
    later(1min);
    settle();
  }
  BOOST_TEST(asked == 0);
  simulator.faults().clear();
  later(6h);
  settle();
  BOOST_TEST((state_of("audit_event") == CollectionState::complete));
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
