// Pages, cursors and the audit trail.
#include <Poco/URI.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/pagination.h"
#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;

std::string cursor_parameter(const std::string& cursor) {
  std::string text = "&pagination.cursor=";
  Poco::URI::encode(cursor, "=+/", text);
  return text;
}

Json audit(const Client& client, const std::string& query = "") {
  return client.get("/audit-events?pagination.count=5" + query).json()["data"];
}

std::vector<std::string> event_ids(const Json& data) {
  std::vector<std::string> ids;
  for (const Json& event : data["events"]) ids.push_back(event["id"].get<std::string>());
  return ids;
}

const std::string kOff = R"({"settings":{"forwardingBlockedEventsTo":null}})";

}  // namespace

BOOST_AUTO_TEST_SUITE(paging)

BOOST_AUTO_TEST_CASE(pages_of_any_size_give_the_same_list) {
  const Server server({});
  const Client client(server);
  const auto whole = client.list_ids("/destinations", "destinations", 200);
  BOOST_TEST(whole.size() == 38);
  for (const int count : {1, 7, 37, 38}) {
    BOOST_TEST(client.list_ids("/destinations", "destinations", count) == whole, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(both_spellings_of_the_parameters_are_understood) {
  const Server server({});
  const Client client(server);
  const auto dotted = client.get("/sources?pagination.count=3&pagination.cursor=bzM%3D").body;
  BOOST_TEST(client.get("/sources?pagination%5Bcount%5D=3&pagination%5Bcursor%5D=bzM%3D").body == dotted);
  BOOST_TEST(client.get("/sources?pagination[count]=3&pagination[cursor]=bzM=").body == dotted);
  BOOST_TEST(Json::parse(dotted)["data"]["sources"].size() == 3);
}

BOOST_AUTO_TEST_CASE(a_list_without_pagination_or_with_a_bad_one_gets_422) {
  const Server server({.page_limit = 50});
  const Client client(server);
  for (const std::string query :
       {"", "?pagination.count=0", "?pagination.count=51", "?pagination.count=ten", "?pagination.count=-1",
        "?pagination.count=5&pagination.cursor=zzz", "?pagination.count=5&pagination.cursor=bzM"}) {
    const Received answer = client.get("/sources" + query);
    BOOST_TEST(answer.status == 422, query);
    BOOST_TEST(answer.json()["errors"][0]["type"] == "ValidationFailure");
  }
  BOOST_TEST(client.get("/sources").json()["errors"][0]["field"] == "pagination");
  BOOST_TEST(client.get("/sources?pagination.count=50").status == 200);
}

BOOST_AUTO_TEST_CASE(the_last_page_says_so_by_an_absent_or_a_null_next) {
  const Server server({});
  const Client client(server);
  const auto sources = client.get("/sources?pagination.count=200").json()["data"]["pagination"];
  BOOST_TEST(!sources.contains("next"));
  BOOST_TEST(sources["totalEntries"] == 25);
  const auto destinations = client.get("/destinations?pagination.count=200").json()["data"]["pagination"];
  BOOST_TEST(destinations.contains("next"));
  BOOST_TEST(destinations["next"].is_null());
  const auto edges =
      client.get("/tracking-plans/tp_acmeApps3Vn/sources?pagination.count=2").json()["data"]["pagination"];
  BOOST_TEST(edges["next"].is_string());
  BOOST_TEST(!edges.contains("totalEntries"));
}

BOOST_AUTO_TEST_CASE(an_empty_list_has_an_empty_current_cursor) {
  const Server server({});
  const auto data = Client(server).get("/tracking-plans?type=TEMPLATE&pagination.count=5").json()["data"];
  BOOST_TEST(data["trackingPlans"].empty());
  BOOST_TEST(data["pagination"]["current"] == "");
  BOOST_TEST(!data["pagination"].contains("next"));
}

BOOST_AUTO_TEST_CASE(plans_can_be_chosen_by_type) {
  const Server server({});
  const Client client(server);
  BOOST_TEST(client.list_ids("/tracking-plans", "trackingPlans", 200).size() == 4);
  const auto live = client.get("/tracking-plans?type=LIVE&pagination.count=200").json()["data"];
  BOOST_TEST(live["trackingPlans"].size() == 3);
  BOOST_TEST(live["pagination"]["totalEntries"] == 3);
}

BOOST_AUTO_TEST_CASE(cursors_end_in_an_equals_sign_and_read_back) {
  for (std::size_t offset = 0; offset < 1200; offset += 7) {
    const std::string cursor = offset_cursor(offset);
    BOOST_TEST(cursor.ends_with('='));
    BOOST_TEST(read_offset_cursor(cursor).value() == offset);
  }
}

BOOST_AUTO_TEST_CASE(audit_events_come_newest_first_and_pages_do_not_overlap) {
  const Server server({});
  const auto ids = Client(server).list_ids("/audit-events", "events", 5);
  BOOST_TEST(ids.size() == 42);
  BOOST_TEST(std::set<std::string>(ids.begin(), ids.end()).size() == 42);
  BOOST_TEST(ids.front() == "events/145900042");
  BOOST_TEST(ids.back() == "events/145900001");
}

BOOST_AUTO_TEST_CASE(an_audit_cursor_freezes_the_end_time_of_the_first_page) {
  FakeClock clock;
  Server server({.clock = clock.clock()});
  const Client client(server);
  const Json first = audit(client);
  clock.advance(std::chrono::seconds{10});
  server.workspace().patch({"source_settings", "", "webProd4Xk9"}, kOff);

  const std::string next = first["pagination"]["next"];
  const Json second = audit(client, cursor_parameter(next));

  BOOST_TEST(event_ids(second).front() == "events/145900037");
  BOOST_TEST(event_ids(audit(client)).front() == "events/145900043");
  const Json cursor = Json::parse(from_base64(next).value());
  BOOST_TEST(cursor["endTime"] == "2026-03-01T12:00:00.001Z");
}

BOOST_AUTO_TEST_CASE(audit_events_can_be_chosen_by_time_and_resource) {
  const FakeClock clock;
  const Server server({.clock = clock.clock()});
  const Client client(server);
  BOOST_TEST(audit(client, "&startTime=2026-03-01T10:00:00Z")["events"].size() == 2);
  // The start is part of the window, the end is not.
  BOOST_TEST(audit(client, "&startTime=2026-03-01T10:06:00Z&endTime=2026-03-01T10:48:00Z")["events"].size() == 1);
  BOOST_TEST(audit(client, "&resourceId=crmImport6Mv1")["events"][0]["type"] == "Source Created");
  BOOST_TEST(audit(client, "&resourceType=FUNCTION")["events"].size() == 1);
  BOOST_TEST(client.get("/audit-events?pagination.count=5&startTime=yesterday").status == 422);
}

BOOST_AUTO_TEST_CASE(audit_events_are_kept_for_ninety_days) {
  FakeClock clock;
  const Server server({.clock = clock.clock()});
  clock.advance(std::chrono::hours{24 * 86});
  BOOST_TEST(Client(server).list_ids("/audit-events", "events", 200).size() < 42);
  clock.advance(std::chrono::hours{24 * 5});
  BOOST_TEST(Client(server).list_ids("/audit-events", "events", 200).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
