#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>

#include "storage/query_session.h"
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
  // Changes with who made them, a line each, in order.
  std::string attributions() {
    storage::QuerySession session(store.path());
    std::string text;
    for (const auto& row : session.run("SELECT kind || ' ' || resource_id || ' ' || change || coalesce(' by ' || actor, "
                                       "', ' || coalesce(attribution, 'not known yet')) FROM changes ORDER BY seq").rows)
      text += (text.empty() ? "" : "\n") + storage::to_text(row[0]);
    return text;
  }
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
  BOOST_TEST(transport.requests() - before <= 5);
}

BOOST_AUTO_TEST_CASE(what_changes_while_the_first_sweep_goes_on_is_followed_too) {
  std::atomic<bool> once = true;
  transport.after_each([&](const std::string& path) {
    if (path != "/warehouses/whLake2Vt8/connected-sources" || !once.exchange(false)) return;
    simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"name":"renamed"})");
    clock.advance(61s);  // the list of sources was read, and the trail is due again
  });
  settle();
  transport.after_each({});
  BOOST_TEST(!once);
  BOOST_TEST(store.body_of("source", "webProd4Xk9")->find("renamed") != std::string::npos);
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

BOOST_AUTO_TEST_CASE(a_change_gets_the_actor_of_its_event_in_the_step_that_sees_it) {
  settle();
  later(1min);
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, R"({"settings":{"forwardingBlockedEventsTo":null}})",
                              {.actor = "public-api-token/Tn5wRz9c"});
  later(1s);
  BOOST_TEST(step().changes == 1u);
  BOOST_TEST(attributions() == "source_settings webProd4Xk9 modified by public-api-token/Tn5wRz9c");
}

BOOST_AUTO_TEST_CASE(a_change_that_a_sweep_saw_first_gets_its_actor_when_the_event_comes_at_last) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.late = 6h + 10min});
  later(6h);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified, not known yet");
  later(20min);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified by user/2kPdWq7uYtRz");
}

BOOST_AUTO_TEST_CASE(of_two_people_who_touched_a_resource_the_last_one_is_named) {
  settle();
  later(1min);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.actor = "user/first"});
  later(5s);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"name":"Shop"})", {.actor = "user/last"});
  later(5s);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified by user/last");
}

BOOST_AUTO_TEST_CASE(a_source_that_is_deleted_and_all_that_goes_with_it_have_one_actor) {
  settle();
  later(1min);
  simulator.workspace().remove({"source", "", "webProd4Xk9"}, {.actor = "user/5rTgZk1pQwFj"});
  later(1s);
  settle();
  later(6h);
  settle();
  later(30s);  // no event tells of what went with it: a second look has to lack it, too
  settle();
  const std::string all = attributions();
  BOOST_TEST(all.find("source webProd4Xk9 deleted by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("source_settings webProd4Xk9 deleted by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("destination gaWebProd1Kd8 vanished by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("tracking_plan_source tp_acmeWebShop8Kd/webProd4Xk9 vanished by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("not known yet") == std::string::npos, all);
}

BOOST_AUTO_TEST_CASE(a_change_that_no_event_tells_of_is_unattributed_once_the_trail_had_its_time) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.missing = true});
  later(6h);
  settle();
  later(15min);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified, not known yet");
  later(1min);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified, unattributed");
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

BOOST_AUTO_TEST_CASE(what_another_resource_names_is_looked_at_before_anything_is_judged) {
  settle();
  // A source that no event told of, and another one that forwards to it.
  simulator.workspace().create({"source"}, R"({"id":"fresh2","slug":"fresh","name":"Fresh","enabled":true,"writeKeys":["k"],)"
                                           R"("labels":[],"metadataId":"smWeb71KqTz","settings":{}})", {.missing = true});
  simulator.workspace().load("source_settings", "", R"({"sourceId":"fresh2","settings":{}})");
  later(1min);
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"},
                              R"({"settings":{"forwardingBlockedEventsTo":"fresh2"}})");
  later(1s);
  step();
  BOOST_TEST(store.is_known("source", "fresh2"));
  BOOST_CHECK_NO_THROW(state_of("source_settings", "fresh2"));
}

BOOST_AUTO_TEST_CASE(an_id_that_leads_nowhere_is_asked_for_once_between_sweeps) {
  settle();
  int asked = 0;
  transport.before_each([&](const std::string& path) { asked += path == "/sources/nowhere" ? 1 : 0; });
  for (const char* name : {"one", "two", "three"}) {
    later(1min);
    simulator.workspace().patch({"source_settings", "", "webProd4Xk9"},
                                std::string(R"({"settings":{"forwardingBlockedEventsTo":"nowhere","x":")") + name + "\"}}");
    later(1s);
    settle();
  }
  BOOST_TEST(asked == 1);
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

BOOST_AUTO_TEST_CASE(after_a_restart_only_what_is_due_is_read) {
  settle();
  later(3h);
  agent::SeenCache empty;
  agent::Looker again_looker(client, reader, empty);
  agent::Poll again(again_looker, empty, store, budget, agent::Agenda({}, 0), clock, {.workers = 1});
  int before = transport.requests();
  again.step({});
  BOOST_TEST(transport.requests() - before <= 10);  // whose workspace, the trail, and what it names
  later(3h);
  before = transport.requests();
  while (again.next_wakeup() <= clock.now()) again.step({});
  BOOST_TEST(transport.requests() - before > 100);
}

BOOST_AUTO_TEST_CASE(a_restart_goes_on_where_it_was_and_reads_what_changed_meanwhile) {
  settle();
  later(10min);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})");
  later(1s);
  agent::SeenCache empty;
  agent::Looker again_looker(client, reader, empty);
  agent::Poll again(again_looker, empty, store, budget, agent::Agenda({}, 0), clock, {.workers = 1});
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
