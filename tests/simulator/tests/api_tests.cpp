// Tokens, versions, envelopes, headers and the shapes of single answers.
#include <zlib.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

std::string gunzipped(std::string bytes) {
  z_stream stream{};
  BOOST_REQUIRE_EQUAL(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1 << 22, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  BOOST_TEST(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(api)

BOOST_AUTO_TEST_CASE(the_root_tells_which_workspace_the_token_opens) {
  const Server server({});
  const Received answer = Client(server).get("/");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == R"({"data":{"workspace":{"id":"acmeWorkspace5Jt8","slug":"acme","name":"Acme"}}})");
}

BOOST_AUTO_TEST_CASE(a_missing_or_wrong_token_gets_401_with_an_error_envelope) {
  const Server server({.token = "right"});
  for (const std::string header : {"", "right", "Bearer wrong", "Bearer right2"}) {
    const Received answer = Client(server).get("/sources?pagination.count=1", {{"Authorization", header}});
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.body == R"({"errors":[{"type":"Unauthorized","message":"missing or invalid token"}]})");
  }
  BOOST_TEST(Client(server).get("/", {{"Authorization", "Bearer right"}}).status == 200);
}

BOOST_AUTO_TEST_CASE(accept_chooses_the_version_in_both_spellings) {
  const Server server({});
  const Client client(server);
  const auto type = [&](const std::string& accept) {
    return client.get("/", {{"Accept", accept}}).header("content-type");
  };
  BOOST_TEST(type("application/json") == "application/json");
  BOOST_TEST(type("*/*") == "application/json");
  BOOST_TEST(type("application/vnd.segment.v1+json") == "application/vnd.segment.v1+json");
  BOOST_TEST(type("application/vnd.segment.stable+json") == "application/vnd.segment.v1+json");
  BOOST_TEST(type("application/vnd.segment.v1beta+json") == "application/vnd.segment.v1beta+json");
  BOOST_TEST(type("application/vnd.segment.alpha+json") == "application/vnd.segment.v1alpha+json");
  BOOST_TEST(type("text/html, application/vnd.segment.v1+json;q=0.9") == "application/vnd.segment.v1+json");
}

BOOST_AUTO_TEST_CASE(a_version_that_the_endpoint_lacks_is_refused) {
  const Server server({});
  const Client client(server);
  BOOST_TEST(client.get("/echo?message=m", {{"Accept", "application/vnd.segment.v1alpha+json"}}).status == 200);
  const Received answer = client.get("/echo?message=m", {{"Accept", "application/vnd.segment.v1beta+json"}});
  BOOST_TEST(answer.status == 406);
  BOOST_TEST(answer.json()["errors"][0]["message"] == "this endpoint has no such version");
  BOOST_TEST(client.get("/", {{"Accept", "application/vnd.segment.v7+json"}}).status == 406);
}

BOOST_AUTO_TEST_CASE(unknown_paths_and_ids_get_404_and_other_methods_405) {
  const Server server({});
  const Client client(server);
  for (const std::string path :
       {"/nothing", "/sources/unknown", "/sources/unknown/settings", "/destinations/unknown", "/tracking-plans/unknown",
        "/catalog/destinations/unknown", "/tracking-plans/unknown/rules?pagination.count=5"}) {
    const Received answer = client.get(path);
    BOOST_TEST(answer.status == 404, path);
    BOOST_TEST(answer.json()["errors"][0]["type"] == "NotFound");
  }
  BOOST_TEST(client.send("POST", "/sources", "{}").status == 401);
  BOOST_TEST(client.get("/sources/" + std::string(256, 'x')).status == 422);
  BOOST_TEST(client.get("/sources/%zz").status == 400);
}

BOOST_AUTO_TEST_CASE(a_source_by_id_has_its_tracking_plan_beside_it) {
  const Server server({});
  const Client client(server);
  const auto data = client.get("/sources/webProd4Xk9").json()["data"];
  BOOST_TEST(data["source"]["slug"] == "web_production");
  BOOST_TEST(data["trackingPlanId"] == "tp_acmeWebShop8Kd");
  const auto without = client.get("/sources/marketingProd1Fh7").json()["data"];
  BOOST_TEST(without.contains("trackingPlanId"));
  BOOST_TEST(without["trackingPlanId"].is_null());
}

BOOST_AUTO_TEST_CASE(schema_settings_have_the_source_id_beside_them) {
  const Server server({});
  const auto data = Client(server).get("/sources/iosProd7Rw2/settings").json()["data"];
  BOOST_TEST(data["sourceId"] == "iosProd7Rw2");
  BOOST_TEST(data["settings"]["track"]["allowUnplannedEvents"] == false);
}

BOOST_AUTO_TEST_CASE(catalogue_documents_are_embedded_in_every_instance_and_equal_the_catalogue) {
  const Server server({});
  const Client client(server);
  const auto first = client.get("/destinations/ampWebProd6Tn1").json()["data"]["destination"];
  const auto second = client.get("/destinations/ampIosProd1Mz2").json()["data"]["destination"];
  const auto id = first["metadata"]["id"].get<std::string>();
  const auto catalogue = client.get("/catalog/destinations/" + id).json()["data"]["destinationMetadata"];
  BOOST_TEST((first["metadata"] == catalogue));
  BOOST_TEST((second["metadata"] == catalogue));
  BOOST_TEST(!first.contains("metadataId"));
}

BOOST_AUTO_TEST_CASE(successful_answers_carry_rate_limit_headers_and_a_date) {
  const FakeClock clock;
  const Server server({.points_per_minute = 60, .clock = clock.clock()});
  const Client client(server);
  client.get("/");
  const Received answer = client.get("/");
  BOOST_TEST(answer.header("x-ratelimit-consumed") == "2");
  BOOST_TEST(answer.header("x-ratelimit-remaining") == "58");
  BOOST_TEST(answer.header("x-ratelimit-reset") == "Sun, 01 Mar 2026 12:01:00 GMT");
  BOOST_TEST(answer.header("date") == "Sun, 01 Mar 2026 12:00:00 GMT");
  BOOST_TEST(client.get("/nothing").header("x-ratelimit-consumed") == "(absent)");
}

BOOST_AUTO_TEST_CASE(over_the_limit_the_answer_says_how_long_to_wait) {
  FakeClock clock;
  const Server server({.points_per_minute = 3, .clock = clock.clock()});
  const Client client(server);
  for (int i = 0; i < 3; ++i) BOOST_TEST(client.get("/").status == 200);
  clock.advance(std::chrono::milliseconds{2500});
  const Received refused = client.get("/");
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(refused.body == R"({"errors":[{"type":"RequestError","message":"Too many requests",)"
                             R"("data":{"remainingPoints":0,"msBeforeNext":57500,"consumedPoints":3}}]})");
  clock.advance(std::chrono::milliseconds{57500});
  BOOST_TEST(client.get("/").status == 200);
}

BOOST_AUTO_TEST_CASE(published_endpoint_limits_apply_on_demand) {
  const FakeClock clock;
  const Server server({.endpoint_limits = true, .clock = clock.clock()});
  const Client client(server);
  const std::string rules = "/tracking-plans/tp_acmeServer6Qw/rules?pagination.count=1";
  for (int i = 0; i < 200; ++i) client.get(rules);
  const Received refused = client.get(rules);
  BOOST_TEST(refused.body == R"({"errors":[{"type":"RateLimited","message":"Rate limit exceeded"}]})");
  BOOST_TEST(client.get("/").status == 200);
}

BOOST_AUTO_TEST_CASE(gzip_is_used_when_the_client_takes_it) {
  const Server server({});
  const Client client(server);
  const std::string target = "/destinations?pagination.count=200";
  const Received plain = client.get(target);
  const Received packed = client.get(target, {{"Accept-Encoding", "br, gzip"}});
  BOOST_TEST(plain.header("content-encoding") == "(absent)");
  BOOST_TEST(packed.header("content-encoding") == "gzip");
  BOOST_TEST(packed.body.size() * 5 < plain.body.size());
  BOOST_TEST((gunzipped(packed.body) == plain.body));
}

BOOST_AUTO_TEST_CASE(echo_reflects_the_request_and_fails_as_asked) {
  const Server server({});
  const Client client(server);
  const auto data = client.get("/echo?message=a%20%22b%22&delay=1", {{"X-Probe", "7"}}).json()["data"];
  BOOST_TEST(data["message"] == "a \"b\"");
  BOOST_TEST(data["method"] == "GET");
  BOOST_TEST(data["headers"]["x-probe"] == "7");
  BOOST_TEST(client.get("/echo").status == 422);
  BOOST_TEST(client.get("/echo?message=m&statusCode=418").status == 418);
  BOOST_TEST(client.get("/echo?message=m&triggerError=true").status == 400);
  BOOST_TEST(client.get("/echo?message=m&triggerMultipleErrors=true").json()["errors"].size() == 2);
  const Received unexpected = client.get("/echo?message=m&triggerUnexpectedError=true");
  BOOST_TEST(unexpected.status == 500);
  BOOST_TEST(unexpected.body == "Internal Server Error");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
