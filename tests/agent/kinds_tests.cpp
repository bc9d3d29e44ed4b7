#include <boost/test/unit_test.hpp>

#include "agent/collections_of.h"
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
      all.changes += report.changes;
      all.misses += report.misses;
      all.looks += report.looks;
      if (!report.identified) break;
    } while (poll.next_wakeup() <= clock.now());
    return all;
  }
  void later(std::chrono::milliseconds time) { clock.advance(time); }

  std::string answer(const std::string& sql) {
    storage::QuerySession session(directory / "acme.db");
    std::string text;
    for (const auto& row : session.run(sql).rows)
      for (const auto& value : row) text += storage::to_text(value) + ";";
    return text;
  }
  // What the API answers to one endpoint from now on.
  void answers(const std::string& endpoint, const std::string& body) {
    simulator::FaultRule rule;
    rule.endpoint = endpoint;
    rule.status = 200;
    rule.content_type = "application/json";
    rule.body = body;
    simulator.faults().add(rule);
  }
  storage::Collection collection(const std::string& kind, const std::string& parent) {
    for (const auto& one : store.collections())
      if (one.key == storage::CollectionKey{kind, parent}) return one;
    throw std::runtime_error("never looked at: " + kind + " " + parent);
  }
};

const std::string kFunction = "sfnc_acmeOrders2Rk";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kinds_tests, Fixture)

BOOST_AUTO_TEST_CASE(every_kind_is_looked_at_and_found) {
  settle();
  for (const auto& kind : agent::catalogue()) {
    const std::string name(kind.name);
    BOOST_TEST(!agent::ids_of(kind, store).empty(), name);
    if (kind.path.empty() || name == "function_code") continue;
    for (const auto& parent : agent::parents_of(kind, store))
      BOOST_TEST((state_of(name, parent) == CollectionState::complete), name + " " + parent);
  }
  BOOST_TEST(store.known_ids({"user", ""}).size() == simulator.workspace().ids("user").size());
  BOOST_TEST(store.known_ids({"user_permissions", store.known_ids({"user", ""})[0]}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(functions_are_asked_for_part_by_part_and_stay_in_theirs) {
  settle();
  BOOST_TEST(store.parent_of("function", kFunction).value() == "SOURCE");
  BOOST_TEST(store.parent_of("function", "ifns_acmeEnrich6Dj").value() == "INSERT_SOURCE");
  later(1min);
  simulator.workspace().patch({"function", "", kFunction}, R"({"displayName":"Renamed","code":"1"})");
  later(1s);
  BOOST_TEST(settle().changes == 2u);  // the function and its code
  BOOST_TEST(store.parent_of("function", kFunction).value() == "SOURCE");
  BOOST_TEST(answer("SELECT length FROM function_code WHERE function_id = '" + kFunction + "'") == "1;");
}

BOOST_AUTO_TEST_CASE(a_new_function_is_found_in_its_part_and_a_removed_one_is_deleted) {
  settle();
  later(1min);
  simulator.workspace().create({"function"},
                               R"({"id":"sfnc_fresh1","resourceType":"DESTINATION","displayName":"Fresh","code":"2"})");
  simulator.workspace().remove({"function", "", kFunction});
  later(1s);
  settle();
  BOOST_TEST(store.parent_of("function", "sfnc_fresh1").value() == "DESTINATION");
  BOOST_TEST(store.is_known("function_code", "sfnc_fresh1"));
  BOOST_TEST(!store.is_known("function_code", kFunction));
  BOOST_TEST((store.change_totals()[{"function", "deleted"}] == 1));
}

BOOST_AUTO_TEST_CASE(a_refused_part_hides_all_functions_and_deletes_none) {
  settle();
  fault("listFunctions", 403);
  later(6h);
  settle();
  later(7h);
  settle();
  BOOST_TEST(store.is_known("function", kFunction));
  BOOST_TEST((state_of("function", "SOURCE") == CollectionState::gap));
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(a_function_that_is_shown_as_null_is_neither_gone_nor_without_secrets) {
  settle();
  BOOST_TEST((state_of("function_code", "ifnt_acmeRetired1Yc") == CollectionState::not_available));
  BOOST_TEST(store.is_known("function", "ifnt_acmeRetired1Yc"));
  answers("/functions/" + kFunction, R"({"data":{"function":null}})");
  simulator.workspace().patch({"function", "", kFunction}, R"({"displayName":"Renamed"})");
  later(1min);
  settle();
  later(6h);
  settle();
  BOOST_TEST(store.is_known("function", kFunction));
  BOOST_TEST((state_of("function_code", kFunction) == CollectionState::complete));  // not too old yet
  later(7h);
  settle();
  BOOST_TEST((state_of("function_code", kFunction) == CollectionState::gap));
  BOOST_TEST(collection("function_code", kFunction).detail.find("data.function is null") != std::string::npos);
  BOOST_TEST(store.is_known("function_code", kFunction));
}

BOOST_AUTO_TEST_CASE(permissions_that_an_answer_leaves_out_are_unknown) {
  const auto user = simulator.workspace().ids("user").front();
  answers("/users/" + user, R"({"data":{"user":{"id":")" + user + R"(","name":"x","email":"x@acme.example"}}})");
  settle();
  const auto permissions = collection("user_permissions", user);
  BOOST_TEST((permissions.state == CollectionState::not_available));
  BOOST_TEST(permissions.reason == "not_permitted");
  BOOST_TEST(permissions.detail == "GET /users/" + user + ": the answer has no permissions: not shown to this token");
  BOOST_TEST(!store.is_known("user_permissions", user));
}

BOOST_AUTO_TEST_CASE(permissions_that_are_not_shown_any_more_stay_as_they_were) {
  settle();
  const auto user = simulator.workspace().ids("user").front();
  answers("/users/" + user, R"({"data":{"user":{"id":")" + user + R"("}}})");
  later(6h);
  settle();
  later(7h);
  settle();
  BOOST_TEST((state_of("user_permissions", user) == CollectionState::gap));
  BOOST_TEST(store.is_known("user_permissions", user));
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(a_family_that_is_refused_under_every_parent_is_asked_once_a_sweep) {
  fault("listSubscriptionsFromDestination", 403);
  fault("listUsers", 401);
  settle();
  BOOST_TEST(poll.complete());
  BOOST_TEST((state_of("user") == CollectionState::not_available));
  const auto destinations = store.known_ids({"destination", ""});
  for (const auto& destination : destinations)
    BOOST_TEST((state_of("destination_subscription", destination) == CollectionState::not_available));
  const int before = transport.requests();
  for (int minutes = 0; minutes < 60; ++minutes) {
    later(1min);
    settle();
  }
  // Each minute: who are we, and the audit trail; besides, the user list a few times.
  BOOST_TEST(transport.requests() - before < 60 * 2 + int(destinations.size()));
  simulator.faults().clear();
  later(6h);
  settle();
  BOOST_TEST((state_of("destination_subscription", destinations[0]) == CollectionState::complete));
  BOOST_TEST((state_of("user") == CollectionState::complete));
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(a_summary_is_of_the_last_day_and_no_change) {
  settle();
  BOOST_TEST(
      answer("SELECT count(*) FROM delivery_summaries WHERE metadata_id IS NOT NULL AND source_id IS NOT NULL") ==
      std::to_string(simulator.workspace().ids("destination").size()) + ";");
  later(24h);
  settle();
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(a_destination_without_a_source_has_no_summary_to_ask_for) {
  const auto destination = simulator.workspace().ids("destination").front();
  simulator.workspace().patch({"destination", "", destination}, R"({"sourceId":null})");
  settle();
  const auto summary = collection("delivery_summary", destination);
  BOOST_TEST((summary.state == CollectionState::not_available));
  BOOST_TEST(summary.detail == "not asked: the destination has no sourceId");
}

BOOST_AUTO_TEST_CASE(an_invite_is_known_by_a_fingerprint_and_gone_only_after_two_lists) {
  settle();
  const auto invites = store.known_ids({"invite", ""});
  BOOST_TEST(invites.size() == simulator.workspace().ids("invite").size());
  for (const auto& id : invites) BOOST_TEST(id.starts_with("fp:"), id);
  answers("listInvites", R"({"data":{"invites":[],"pagination":{"current":""}}})");
  later(6h);
  settle();
  BOOST_TEST(store.known_ids({"invite", ""}) == invites, boost::test_tools::per_element());
  later(30s);
  settle();
  BOOST_TEST(store.known_ids({"invite", ""}).empty());  // two lists said so
  BOOST_TEST((store.change_totals()[{"invite", "vanished"}] == std::int64_t(invites.size())));
}

BOOST_AUTO_TEST_CASE(an_event_about_a_filter_makes_the_filters_of_its_destination_due) {
  settle();
  later(1min);
  const int before = transport.requests();
  simulator.workspace().patch({"destination_filter", "gaWebProd1Kd8", "fltNoInternal5Gq"}, R"({"enabled":true})");
  later(1s);
  BOOST_TEST(settle().changes == 1u);
  BOOST_TEST(transport.requests() - before <= 3);
}

BOOST_AUTO_TEST_CASE(what_an_event_names_but_nobody_knows_leaves_no_gap_below_it) {
  settle();
  later(1min);
  simulator.workspace().create({"destination"},
                               R"({"id":"brief1","name":"Brief","enabled":true,"sourceId":"webProd4Xk9",)"
                               R"("metadataId":"5d1a7c30e9b24f6a8c05","settings":{}})");
  simulator.workspace().remove({"destination", "", "brief1"});
  later(1s);
  settle();
  for (const auto& one : store.collections()) BOOST_TEST(one.key.parent != "brief1", one.key.kind);
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(an_item_without_an_id_is_a_precise_gap) {
  answers("/functions", R"({"data":{"functions":[{"displayName":"Nameless"}],"pagination":{}}})");
  settle();
  const auto functions = collection("function", "SOURCE");
  BOOST_TEST((functions.state == CollectionState::gap));
  BOOST_TEST(functions.reason == "malformed");
  BOOST_TEST(functions.detail == "GET /functions: an item has no id (item 1 on page 1)");
}

BOOST_AUTO_TEST_SUITE_END()
