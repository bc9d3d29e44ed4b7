#include <atomic>
#include <boost/test/unit_test.hpp>

#include "tests/agent/polled_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;
using storage::CollectionState;

BOOST_FIXTURE_TEST_SUITE(poll_tests, PolledWorkspace)

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

BOOST_AUTO_TEST_CASE(what_no_event_tells_the_next_sweep_finds) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.missing = true});
  later(1min);
  BOOST_TEST(settle().changes == 0u);
  later(6h);
  BOOST_TEST(settle().changes == 1u);
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

BOOST_AUTO_TEST_SUITE_END()
