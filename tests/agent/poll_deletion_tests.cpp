#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>

#include "tests/agent/polled_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

BOOST_FIXTURE_TEST_SUITE(poll_deletion_tests, PolledWorkspace)

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
  BOOST_TEST(store.is_known("source", "webProd4Xk9"));  // one look is not enough
  later(30s);
  settle();
  BOOST_TEST((store.change_totals()[{"source", "vanished"}] == 1));
}

BOOST_AUTO_TEST_CASE(a_source_that_comes_again_under_its_id_and_vanishes_is_not_called_deleted) {
  settle();
  later(1min);
  const auto document = *simulator.workspace().document({"source", "", "iosProd7Rw2"});
  simulator.workspace().remove({"source", "", "iosProd7Rw2"});
  later(1s);
  settle();
  BOOST_TEST((store.change_totals()[{"source", "deleted"}] == 1));
  later(1h);
  simulator.workspace().create({"source"}, document, {.missing = true});
  simulator.workspace().load("source_settings", "", R"({"sourceId":"iosProd7Rw2","settings":{}})");
  later(6h);
  settle();
  BOOST_TEST(store.is_known("source", "iosProd7Rw2"));
  // when it is gone once more, without an event this time
  simulator.workspace().remove({"source", "", "iosProd7Rw2"}, {.missing = true});
  later(6h);
  settle();
  later(30s);
  settle();
  BOOST_TEST(!store.is_known("source", "iosProd7Rw2"));
  BOOST_TEST((store.change_totals()[{"source", "deleted"}] == 1));
  BOOST_TEST((store.change_totals()[{"source", "vanished"}] == 1));
}

BOOST_AUTO_TEST_CASE(an_answer_that_knows_no_such_id_deletes_nothing_that_the_list_still_has) {
  settle();
  later(1min);
  fault("/sources/webProd4Xk9", 404);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"unknownToUs":1})");
  // asked for by its id at once, after 30 s and after 5 min
  for (const auto time : {1s, 30s, 330s}) {
    later(time);
    settle();
  }
  BOOST_TEST(store.is_known("source", "webProd4Xk9"));
  BOOST_TEST((store.change_totals()[{"source", "vanished"}] == 0));
}

BOOST_AUTO_TEST_CASE(a_wrong_list_that_comes_twice_within_a_moment_deletes_no_edge) {
  settle();
  const storage::CollectionKey edges{"tracking_plan_source", "tp_acmeApps3Vn"};
  BOOST_REQUIRE(store.known_ids(edges).size() == 4u);
  simulator::FaultRule rule;
  rule.endpoint = "/tracking-plans/tp_acmeApps3Vn/sources";
  rule.status = 200;
  rule.times = 2;
  rule.content_type = "application/json";
  rule.body = R"({"data":{"sources":[],"pagination":{"current":""}}})";
  simulator.faults().add(rule);
  later(6h);
  settle();
  later(30s);
  settle();
  BOOST_TEST(store.known_ids(edges).size() == 4u);
  BOOST_TEST(store.change_totals().empty());
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
  later(30s);
  settle();
  BOOST_TEST(!store.is_known("source", "webProd4Xk9"));
  BOOST_TEST(store.is_known("source", "iosProd7Rw2"));
}

BOOST_AUTO_TEST_CASE(an_edge_that_is_gone_is_missed_twice_before_it_is_believed) {
  settle();
  const std::string plan = "tp_acmeWebShop8Kd";
  const auto edge = simulator.workspace().ids("tracking_plan_source", plan).front();
  simulator.workspace().remove({"tracking_plan_source", plan, edge}, {.missing = true});
  later(6h);
  settle();
  BOOST_TEST(store.is_known("tracking_plan_source", plan + "/" + edge));
  later(30s);
  settle();
  BOOST_TEST(!store.is_known("tracking_plan_source", plan + "/" + edge));
}

BOOST_AUTO_TEST_CASE(write_keys_that_are_not_shown_any_more_did_not_change) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"writeKeys":[]})", {.missing = true});
  later(6h);
  BOOST_TEST(settle().changes == 0u);
  BOOST_TEST(store.body_of("source", "webProd4Xk9")->find("writeKeys") != std::string::npos);
  // A rotation that comes with the permission is one.
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"writeKeys":["another"]})", {.missing = true});
  later(6h);
  BOOST_TEST(settle().changes == 1u);
}

BOOST_AUTO_TEST_CASE(a_list_that_was_read_before_a_resource_was_looked_at_alone_does_not_bring_back_what_it_was) {
  settle();
  // given a listing that is answered before a change, and recorded after the look at the changed resource
  later(6h);
  std::atomic<bool> listed = false;
  std::promise<void> looked_at;
  transport.after_each([&](const std::string& path) {

    if (path == "/sources/webProd4Xk9" && listed.exchange(false)) looked_at.set_value();
    if (path != "/sources" || listed.exchange(true)) return;
    simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"name":"renamed"})");
    // The trail is due again while the list is on its way.
    const auto done = looked_at.get_future();
    for (int i = 0; i < 100 && done.wait_for(0s) != std::future_status::ready; ++i) {
      clock.advance(61s);
      done.wait_for(100ms);
    }
  });
  settle();
  transport.after_each({});
  BOOST_TEST(store.body_of("source", "webProd4Xk9")->find("renamed") != std::string::npos);
  BOOST_TEST((store.change_totals()[{"source", "modified"}] == 1));
}

BOOST_AUTO_TEST_SUITE_END()
