// Every injected fault, seen from the client's side.
#include <Poco/Net/NetException.h>

#include <boost/test/unit_test.hpp>
#include <future>
#include <nlohmann/json.hpp>

#include "tests/simulator/json_text.h"
#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::string kWorkspace = R"({"data":{"workspace":{"id":"acmeWorkspace5Jt8","slug":"acme","name":"Acme"}}})";

// The answer of `/` while this fault, given as the command takes it, hits it once.
Received hit_once(const Client& client, const std::string& members) {
  const std::string rule = R"({"endpoint":"/","times":1,)" + members + "}";
  BOOST_REQUIRE_EQUAL(client.send("POST", "/simulator/faults", rule).status, 200);
  return client.get("/");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(injected_faults)

BOOST_AUTO_TEST_CASE(a_status_comes_as_often_as_asked_then_the_true_answer) {
  Server server({});
  const Client client(server);
  server.faults().add({.endpoint = "getWorkspace", .times = 2, .status = 503});
  BOOST_TEST(client.get("/").status == 503);
  BOOST_TEST(client.get("/sources?pagination.count=1").status == 200);
  BOOST_TEST(client.get("/").json()["errors"][0]["type"] == "RequestError");
  BOOST_TEST(client.get("/").body == kWorkspace);
  BOOST_TEST(server.requests().count("getWorkspace", 503) == 2);
  BOOST_TEST(server.requests().count("getWorkspace") == 3);
}

BOOST_AUTO_TEST_CASE(a_status_can_have_a_body_that_is_not_json) {
  const Server server({});
  const Received answer = hit_once(Client(server), R"("kind":"status","status":502,"body":"Bad Gateway")");
  BOOST_TEST(answer.status == 502);
  BOOST_TEST(answer.body == "Bad Gateway");
  BOOST_TEST(answer.header("content-type") == "text/plain");
}

BOOST_AUTO_TEST_CASE(a_rate_limit_comes_in_both_shapes) {
  const Server server({});
  const Client client(server);
  BOOST_TEST(hit_once(client, R"("kind":"rate_limit","ms":1234)").body ==
             R"({"errors":[{"type":"RequestError","message":"Too many requests",)"
             R"("data":{"remainingPoints":0,"msBeforeNext":1234,"consumedPoints":21}}]})");
  const Received bare = hit_once(client, R"("kind":"rate_limit","shape":"bare")");
  BOOST_TEST(bare.status == 429);
  BOOST_TEST(bare.body == R"({"errors":[{"type":"RateLimited","message":"Rate limit exceeded"}]})");
}

BOOST_AUTO_TEST_CASE(latency_delays_the_true_answer) {
  const Server server({});
  const auto start = steady_clock::now();
  BOOST_TEST(hit_once(Client(server), R"("kind":"latency","ms":80)").body == kWorkspace);
  BOOST_TEST((steady_clock::now() - start >= milliseconds{80}));
}

BOOST_AUTO_TEST_CASE(a_hang_sends_nothing) {
  Server server({});
  BOOST_CHECK_THROW(hit_once(Client(server, milliseconds{300}), R"("kind":"hang")"), Poco::TimeoutException);
  BOOST_TEST(server.requests().count("getWorkspace", 0) == 1);
}

BOOST_AUTO_TEST_CASE(a_reset_breaks_the_connection) {
  const Server server({});
  BOOST_CHECK_THROW(hit_once(Client(server), R"("kind":"reset")"), Poco::Net::ConnectionResetException);
}

BOOST_AUTO_TEST_CASE(a_truncated_body_is_shorter_than_promised) {
  const Server server({});
  const Received answer = hit_once(Client(server), R"("kind":"truncate","bytes":10)");
  BOOST_TEST(answer.header("content-length") == std::to_string(kWorkspace.size()));
  BOOST_TEST(answer.body == kWorkspace.substr(0, 10));
}

BOOST_AUTO_TEST_CASE(a_malformed_body_is_whole_for_http_but_not_for_json) {
  const Server server({});
  const Received answer = hit_once(Client(server), R"("kind":"malformed")");
  BOOST_TEST(answer.header("content-length") == std::to_string(answer.body.size()));
  BOOST_TEST(!nlohmann::json::accept(answer.body));
}

BOOST_AUTO_TEST_CASE(wrong_types_pages_for_people_and_redirects_are_sent) {
  const Server server({});
  const Client client(server);
  const Received wrong = hit_once(client, R"("kind":"content_type","content_type":"application/xml")");
  BOOST_TEST(wrong.header("content-type") == "application/xml");
  BOOST_TEST(wrong.body == kWorkspace);
  const Received page = hit_once(client, R"("kind":"html")");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.header("content-type") == "text/html; charset=utf-8");
  BOOST_TEST(page.body.starts_with("<!DOCTYPE html>"));
  const Received moved = hit_once(client, R"("kind":"redirect","location":"http://127.0.0.1:9/")");
  BOOST_TEST(moved.status == 302);
  BOOST_TEST(moved.header("location") == "http://127.0.0.1:9/");
}

BOOST_AUTO_TEST_CASE(a_drip_takes_its_time_and_arrives_whole) {
  const Server server({});
  const auto start = steady_clock::now();
  BOOST_TEST(hit_once(Client(server), R"("kind":"drip","bytes":30,"ms":20)").body == kWorkspace);
  BOOST_TEST((steady_clock::now() - start >= milliseconds{60}));
}

BOOST_AUTO_TEST_CASE(an_oversized_answer_has_the_bytes_asked_for_in_addition) {
  const Server server({});
  const Received answer = hit_once(Client(server), R"("kind":"oversized","bytes":5000000)");
  BOOST_TEST(answer.body.size() == kWorkspace.size() + 5000000);
  BOOST_TEST(nlohmann::json::accept(answer.body));
}

BOOST_AUTO_TEST_CASE(a_page_loop_repeats_the_cursor) {
  Server server({});
  const Client client(server);
  server.faults().add({.endpoint = "listSources", .kind = FaultKind::kPageLoop});
  server.faults().add({.endpoint = "listAuditEvents", .kind = FaultKind::kPageLoop});
  for (const std::string path : {"/sources", "/audit-events"}) {
    const auto first = client.get(path + "?pagination.count=5").json()["data"]["pagination"];
    BOOST_TEST(first["next"] == first["current"]);
  }
}

BOOST_AUTO_TEST_CASE(a_shift_skips_or_repeats_items_at_page_borders) {
  Server server({});
  const Client client(server);
  const auto whole = client.list_ids("/sources", "sources", 200);
  server.faults().add({.endpoint = "listSources", .kind = FaultKind::kShift, .by = 1});
  auto skipped = client.list_ids("/sources", "sources", 10);
  BOOST_TEST(skipped.size() == 24);
  BOOST_TEST(std::ranges::count(skipped, whole[10]) == 0);
  server.faults().clear();
  server.faults().add({.endpoint = "listSources", .kind = FaultKind::kShift, .by = -1});
  const auto repeated = client.list_ids("/sources", "sources", 20);
  BOOST_TEST(repeated.size() == 26);
  BOOST_TEST(std::ranges::count(repeated, whole[19]) == 2);
}

BOOST_AUTO_TEST_CASE(endpoints_are_named_by_operation_template_or_pattern) {
  const auto concerned = [](const std::string& endpoint) {
    return concerns({.endpoint = endpoint}, "listSchemaSettingsInSource", "/sources/{sourceId}/settings",
                    "/sources/web1/settings");
  };
  BOOST_TEST(concerned("listSchemaSettingsInSource"));
  BOOST_TEST(concerned("/sources/{sourceId}/settings"));
  BOOST_TEST(concerned("/sources/*/settings"));
  BOOST_TEST(concerned("/sources/web1/*"));
  BOOST_TEST(concerned("/sources/**"));
  BOOST_TEST(concerned("**"));
  BOOST_TEST(!concerned("/sources/*"));
  BOOST_TEST(!concerned("/sources/web2/settings"));
  BOOST_TEST(!concerned("listSources"));
}

BOOST_AUTO_TEST_CASE(a_fault_can_let_some_requests_pass_first) {
  Server server({});
  const Client client(server);
  server.faults().add({.endpoint = "/", .times = 1, .after = 2});
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i) statuses.push_back(client.get("/").status);
  BOOST_TEST(statuses == (std::vector{200, 200, 500, 200}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(faults_are_listed_and_cleared_and_bad_ones_refused) {
  const Server server({});
  const Client client(server);
  client.send("POST", "/simulator/faults", R"([{"kind":"hang","endpoint":"/labels"},{"kind":"reset","times":3}])");
  BOOST_TEST(client.send("GET", "/simulator/faults").body ==
             R"({"faults":[{"after":0,"endpoint":"/labels","kind":"hang"},)"
             R"({"after":0,"endpoint":"**","kind":"reset","times":3}]})");
  client.send("DELETE", "/simulator/faults");
  const auto refused = [&](const std::string& rule) {
    return client.send("POST", "/simulator/faults", rule).json()["errors"][0]["message"].get<std::string>();
  };
  BOOST_TEST(refused(R"({"kind":"gremlin"})") == "kind: no fault is called gremlin");
  BOOST_TEST(refused(R"({"kind":"hang","when":1})") == "when: no such member");
  BOOST_TEST(refused(R"({"kind":"hang","times":"x"})") == "times: wrong type");
  BOOST_TEST(refused(R"({"endpoint":"/"})") == "a fault is an object with a kind");
  BOOST_TEST(client.send("GET", "/simulator/faults").body == R"({"faults":[]})");
}

BOOST_AUTO_TEST_CASE(a_server_ends_at_once_while_answers_hang_and_drip) {
  auto server = std::make_unique<Server>(Options{});
  const Client client(*server);
  server->faults().add({.endpoint = "/", .kind = FaultKind::kHang});
  server->faults().add({.endpoint = "/labels", .kind = FaultKind::kDrip, .wait = milliseconds{100}, .bytes = 1});
  const auto get = [&](const std::string& path) {
    try {
      client.get(path);
    } catch (const Poco::Exception&) {  // cut off, as intended
    }
  };
  auto hanging = std::async(std::launch::async, get, "/");
  auto dripping = std::async(std::launch::async, get, "/labels");
  while (server->requests().total() < 2) std::this_thread::yield();
  const auto start = steady_clock::now();
  server.reset();
  BOOST_TEST((steady_clock::now() - start < std::chrono::seconds{1}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
