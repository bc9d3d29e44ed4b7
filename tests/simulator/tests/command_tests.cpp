// Commands under /simulator/ that change the workspace.
#include <Poco/Net/StreamSocket.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;

const std::string kSettings = "/simulator/resources/source_settings/iosProd7Rw2";
const std::string kForward = R"({"settings":{"forwardingBlockedEventsTo":"sinkProd9Ua4"}})";

Json newest_event(const Client& client) {
  return client.get("/audit-events?pagination.count=1").json()["data"]["events"][0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(commands)

BOOST_AUTO_TEST_CASE(a_patch_changes_the_answer_and_leaves_its_event) {
  const FakeClock clock;
  const Server server({.clock = clock.clock()});
  const Client client(server);
  BOOST_TEST(client.send("PATCH", kSettings, kForward).status == 200);

  const auto settings = client.get("/sources/iosProd7Rw2/settings").json()["data"]["settings"];
  BOOST_TEST(settings["forwardingBlockedEventsTo"] == "sinkProd9Ua4");
  BOOST_TEST(settings["track"]["allowUnplannedEvents"] == false);
  const Json expected{{"id", "events/145900043"},
                      {"timestamp", "2026-03-01T12:00:00Z"},
                      {"type", "Source Settings Modified"},
                      {"actor", "user/2kPdWq7uYtRz"},
                      {"actorEmail", "dana.keller@acme.example"},
                      {"resourceId", "iosProd7Rw2"},
                      {"resourceType", "source"},
                      {"resourceName", "iOS app"}};
  BOOST_TEST(newest_event(client) == expected);
}

BOOST_AUTO_TEST_CASE(a_merge_patch_with_null_removes_the_key) {
  const Server server({});
  const Client client(server);
  client.send("PATCH", "/simulator/resources/source_settings/webProd4Xk9",
              R"({"settings":{"forwardingBlockedEventsTo":null}})");
  const auto settings = client.get("/sources/webProd4Xk9/settings").json()["data"]["settings"];
  BOOST_TEST(!settings.contains("forwardingBlockedEventsTo"));
  BOOST_TEST(settings["forwardingViolationsTo"] == "sinkProd9Ua4");
}

BOOST_AUTO_TEST_CASE(the_actor_and_the_wording_of_the_event_can_be_chosen) {
  const Server server({});
  const Client client(server);
  client.send("PATCH", kSettings + "?actor=public-api-token/X1&type=Settings%20Changed&resourceType=Sources", kForward);
  const Json event = newest_event(client);
  BOOST_TEST(event["actor"] == "public-api-token/X1");
  BOOST_TEST(!event.contains("actorEmail"));
  BOOST_TEST(event["type"] == "Settings Changed");
  BOOST_TEST(event["resourceType"] == "Sources");
}

BOOST_AUTO_TEST_CASE(a_late_event_shows_up_later_with_the_time_of_the_change) {
  FakeClock clock;
  const Server server({.clock = clock.clock()});
  const Client client(server);
  client.send("PATCH", kSettings + "?late=30", kForward);
  clock.advance(std::chrono::milliseconds{29999});
  BOOST_TEST(newest_event(client)["id"] == "events/145900042");
  clock.advance(std::chrono::milliseconds{1});
  BOOST_TEST(newest_event(client)["id"] == "events/145900043");
  BOOST_TEST(newest_event(client)["timestamp"] == "2026-03-01T12:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_missing_event_never_shows_up) {
  FakeClock clock;
  const Server server({.clock = clock.clock()});
  const Client client(server);
  BOOST_TEST(client.send("PATCH", kSettings + "?missing", kForward).status == 200);
  clock.advance(std::chrono::hours{1});
  BOOST_TEST(newest_event(client)["id"] == "events/145900042");
}

BOOST_AUTO_TEST_CASE(switching_a_source_has_an_event_type_of_its_own) {
  const Server server({});
  const Client client(server);
  client.send("PATCH", "/simulator/resources/source/webProd4Xk9", R"({"enabled":false})");
  BOOST_TEST(newest_event(client)["type"] == "Source Disabled");
  client.send("PATCH", "/simulator/resources/source/webProd4Xk9", R"({"enabled":true})");
  BOOST_TEST(newest_event(client)["type"] == "Source Enabled");
  client.send("PATCH", "/simulator/resources/source/webProd4Xk9", R"({"enabled":false,"name":"x"})");
  BOOST_TEST(newest_event(client)["type"] == "Source Modified");
}

BOOST_AUTO_TEST_CASE(resources_can_be_created_replaced_and_deleted) {
  const Server server({});
  const Client client(server);
  const std::string label = R"({"key":"tier","value":"gold"})";
  BOOST_TEST(client.send("POST", "/simulator/resources/label", label).status == 201);
  BOOST_TEST(newest_event(client)["type"] == "Label Created");
  BOOST_TEST(client.send("POST", "/simulator/resources/label", label).status == 409);
  BOOST_TEST(client.get("/labels").json()["data"]["labels"].back().dump() == label);

  BOOST_TEST(
      client.send("PUT", "/simulator/resources/label/tier:gold", R"({"key":"tier","value":"gold","x":1})").status ==
      200);
  BOOST_TEST(client.send("GET", "/simulator/resources/label/tier:gold").json()["x"] == 1);

  BOOST_TEST(client.send("DELETE", "/simulator/resources/label/tier:gold").status == 200);
  BOOST_TEST(client.send("DELETE", "/simulator/resources/label/tier:gold").status == 404);
  BOOST_TEST(newest_event(client)["type"] == "Label Deleted");
}

BOOST_AUTO_TEST_CASE(a_rule_is_addressed_below_its_plan_by_type_key_and_version) {
  const Server server({});
  const Client client(server);
  const std::string rule = "/simulator/resources/tracking_plan_rule/tp_acmeServer6Qw/TRACK:Order%20Paid:1";
  BOOST_TEST(client.send("PATCH", rule, R"({"version":2})").status == 200);
  BOOST_TEST(newest_event(client)["type"] == "Tracking Plan Updated");
  BOOST_TEST(newest_event(client)["resourceId"] == "tp_acmeServer6Qw");
  BOOST_TEST(client.send("GET", rule).status == 404);
  const auto rules = client.get("/tracking-plans/tp_acmeServer6Qw/rules?pagination.count=200").json()["data"]["rules"];
  BOOST_TEST(rules.size() == 13);
}

BOOST_AUTO_TEST_CASE(a_plan_is_connected_and_disconnected_by_its_edge) {
  const Server server({});
  const Client client(server);
  const std::string edges = "/simulator/resources/tracking_plan_source/tp_acmeWebShop8Kd";
  client.send("POST", edges, R"({"sourceId":"marketingProd1Fh7"})");
  BOOST_TEST(newest_event(client)["type"] == "Source Connected to Tracking Plan");
  BOOST_TEST(client.get("/sources/marketingProd1Fh7").json()["data"]["trackingPlanId"] == "tp_acmeWebShop8Kd");
  client.send("DELETE", edges + "/marketingProd1Fh7");
  BOOST_TEST(newest_event(client)["type"] == "Source Disconnected From Tracking Plan");
  BOOST_TEST(client.get("/sources/marketingProd1Fh7").json()["data"]["trackingPlanId"].is_null());
}

BOOST_AUTO_TEST_CASE(a_deleted_source_takes_along_what_hangs_on_it) {
  Server server({});
  const Client client(server);
  server.workspace().remove({"source", "", "iosProd7Rw2"});
  BOOST_TEST(client.get("/sources/iosProd7Rw2").status == 404);
  BOOST_TEST(client.get("/sources/iosProd7Rw2/settings").status == 404);
  BOOST_TEST(client.get("/destinations/ampIosProd1Mz2").status == 404);
  BOOST_TEST(client.list_ids("/destinations", "destinations", 200).size() == 35);
  BOOST_TEST(client.list_ids("/tracking-plans/tp_acmeApps3Vn/sources", "sources", 200).size() == 3);
  BOOST_TEST(newest_event(client)["type"] == "Source Deleted");
  BOOST_TEST(newest_event(client)["resourceName"] == "iOS app");
}

BOOST_AUTO_TEST_CASE(an_audit_event_of_ones_own_can_be_added) {
  const Server server({});
  const Client client(server);
  const std::string event =
      R"({"type":"Violations Detected","resourceId":"x","resourceType":"source","actor":"system"})";
  BOOST_TEST(client.send("POST", "/simulator/audit-events", event).status == 200);
  BOOST_TEST(newest_event(client)["type"] == "Violations Detected");
  BOOST_TEST(client.send("POST", "/simulator/audit-events", R"({"type":"x"})").status == 400);
}

BOOST_AUTO_TEST_CASE(bad_commands_say_what_is_wrong_and_change_nothing) {
  const Server server({});
  const Client client(server);
  const auto refused = [&](const std::string& method, const std::string& path, const std::string& body) {
    const Received answer = client.send(method, "/simulator/" + path, body);
    return std::to_string(answer.status) + " " + answer.json()["errors"][0]["message"].get<std::string>();
  };
  BOOST_TEST(refused("PATCH", "resources/source/nobody", "{}") == "404 no source nobody");
  BOOST_TEST(refused("PATCH", "resources/teapot/x", "{}") == "404 no such kind");
  BOOST_TEST(refused("PATCH", "resources/source/webProd4Xk9", "[1]") == "400 expected a JSON object");
  BOOST_TEST(refused("PATCH", "resources/source/webProd4Xk9?late=soon", "{}") == "400 late: seconds expected");
  BOOST_TEST(refused("PUT", "resources/source/webProd4Xk9", R"({"id":"other"})") ==
             "400 the document's id differs from the one in the path");
  BOOST_TEST(refused("POST", "resources/tracking_plan_source/tp_none", R"({"sourceId":"a"})") ==
             "404 no tracking_plan tp_none");
  BOOST_TEST(refused("POST", "dance", "") == "404 commands: resources, audit-events, faults, requests, reset");
  BOOST_TEST(newest_event(client)["id"] == "events/145900042");
}

BOOST_AUTO_TEST_CASE(reset_restores_the_workspace_and_clears_faults_and_counts) {
  FakeClock clock;
  Server server({.clock = clock.clock()});
  const Client client(server);
  const auto history = client.list_ids("/audit-events", "events", 200);
  server.workspace().remove({"source", "", "webProd4Xk9"});
  server.faults().add({.endpoint = "/labels"});
  clock.advance(std::chrono::minutes{5});

  BOOST_TEST(client.send("POST", "/simulator/reset").status == 200);

  BOOST_TEST(server.requests().total() == 0);
  BOOST_TEST(client.get("/sources/webProd4Xk9").status == 200);
  BOOST_TEST(client.get("/labels").status == 200);
  BOOST_TEST(client.list_ids("/audit-events", "events", 200) == history, boost::test_tools::per_element());
  server.workspace().patch({"source", "", "webProd4Xk9"}, R"({"name":"x"})");
  BOOST_TEST(newest_event(client)["id"] == "events/145900044");
}

BOOST_AUTO_TEST_CASE(a_command_without_a_body_is_answered_on_a_connection_that_stays_open) {
  const Server server({});
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server.port()));
  socket.setReceiveTimeout(Poco::Timespan(20, 0));
  const std::string request = "POST /simulator/reset HTTP/1.1\r\nHost: simulator\r\n\r\n";
  socket.sendBytes(request.data(), static_cast<int>(request.size()));
  std::string status(15, '\0');
  BOOST_TEST(socket.receiveBytes(status.data(), static_cast<int>(status.size())) == 15);
  BOOST_TEST(status == "HTTP/1.1 200 OK");
}

BOOST_AUTO_TEST_CASE(requests_are_counted_by_endpoint_and_status) {
  const Server server({});
  const Client client(server);
  client.get("/sources/webProd4Xk9");
  client.get("/sources/iosProd7Rw2");
  client.get("/sources/nobody");
  client.get("/nothing");
  BOOST_TEST(client.send("GET", "/simulator/requests").body ==
             R"({"total":4,"requests":[{"operation":"unknown","endpoint":"/nothing","status":404,"count":1},)"
             R"({"operation":"getSource","endpoint":"/sources/{sourceId}","status":200,"count":2},)"
             R"({"operation":"getSource","endpoint":"/sources/{sourceId}","status":404,"count":1}]})");
  client.send("DELETE", "/simulator/requests");
  BOOST_TEST(client.send("GET", "/simulator/requests").body == R"({"total":0,"requests":[]})");
}

BOOST_AUTO_TEST_CASE(readers_always_see_a_whole_workspace_while_it_changes) {
  Server server({});
  const Client client(server);
  std::jthread writer([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      server.workspace().patch({"source", "", "webProd4Xk9"}, R"({"name":")" + std::to_string(i) + "\"}");
      server.reset();
    }
  });
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(client.list_ids("/destinations", "destinations", 200).size() == 38);
    BOOST_TEST(client.get("/sources?pagination.count=200").json()["data"]["sources"].size() == 25);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
