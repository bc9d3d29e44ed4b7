// Delivery-metrics summaries: windows, and totals that depend on source, Meta id and time only.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/delivery.h"
#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kYesterday = "&granularity=DAY&startTime=2026-02-28T00:00:00Z&endTime=2026-03-01T00:00:00Z";

// At 2026-03-01T12:00:00Z.
struct Acme {
  Received asked(const std::string& destination, const std::string& source, std::string_view window) const {
    return client.get("/destinations/" + destination + "/delivery-metrics?sourceId=" + source + std::string(window));
  }
  Json summary(const std::string& destination, const std::string& source, std::string_view window = kYesterday) const {
    return asked(destination, source, window).json()["data"]["deliveryMetricsSummary"];
  }
  long successes(const std::string& destination, const std::string& source,
                 std::string_view window = kYesterday) const {
    return summary(destination, source, window)["metrics"][0]["total"].get<long>();
  }

  FakeClock clock;
  Server server{Options{.clock = clock.clock()}};
  Client client{server};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(delivery, Acme)

BOOST_AUTO_TEST_CASE(an_answer_names_the_meta_id_and_every_metric) {
  const Json answer = summary("ampWebProd6Tn1", "webProd4Xk9");
  BOOST_TEST(answer["sourceId"] == "webProd4Xk9");
  BOOST_TEST(answer["destinationMetadataId"] == "5d1a7c30e9b24f6a8c02");
  std::map<std::string, long> totals;
  for (const Json& metric : answer["metrics"]) totals[metric["metricName"]] = metric["total"].get<long>();
  BOOST_TEST(totals.size() == 6);
  BOOST_TEST(totals["successes"] > 0);
  BOOST_TEST(totals["time_to_success"] == totals["successes"]);
  BOOST_TEST(totals["time_to_first_attempt"] == totals["successes"] + totals["discarded"]);
  const Json parts = answer["metrics"][0]["breakdown"];
  BOOST_TEST(parts[0]["value"].get<long>() + parts[1]["value"].get<long>() == totals["successes"]);
}

BOOST_AUTO_TEST_CASE(two_instances_of_one_integration_on_one_source_answer_alike) {
  BOOST_TEST(summary("ampWebProd6Tn1", "webProd4Xk9") == summary("ampWebGrowth2Yv5", "webProd4Xk9"));
  BOOST_TEST(summary("ampWebProd6Tn1", "webProd4Xk9") != summary("gaWebProd1Kd8", "webProd4Xk9"));
  // One of these two is disabled, which cannot be seen here.
  BOOST_TEST(summary("mixAndroidStaging4Gh6", "androidStaging9Cd4") ==
             summary("mixAndroidStaging9Nc2", "androidStaging9Cd4"));
}

BOOST_AUTO_TEST_CASE(what_is_disabled_delivers_nothing) {
  BOOST_TEST(successes("ampWebDev5Xg7", "webDev2Hq6") == 0);
  BOOST_TEST(successes("gaLegacyWeb2Cs7", "legacyWebProd3Rt5") == 0);
  BOOST_TEST(successes("gaWebProd1Kd8", "webProd4Xk9") > 0);
  client.send("PATCH", "/simulator/resources/destination/gaWebProd1Kd8", R"({"enabled":false})");
  BOOST_TEST(successes("gaWebProd1Kd8", "webProd4Xk9") == 0);
}

BOOST_AUTO_TEST_CASE(the_same_question_has_the_same_answer_and_hours_add_up_to_days) {
  const long day = successes("ampWebProd6Tn1", "webProd4Xk9");
  long sum = 0;
  for (int hour = 0; hour < 24; ++hour) {
    const auto time = [](int at) { return iso_time(parse_iso_time("2026-02-28").value() + std::chrono::hours{at}); };
    sum += successes("ampWebProd6Tn1", "webProd4Xk9",
                     "&granularity=HOUR&startTime=" + time(hour) + "&endTime=" + time(hour + 1));
  }
  BOOST_TEST(sum == day);
  clock.advance(std::chrono::hours{5});
  BOOST_TEST(successes("ampWebProd6Tn1", "webProd4Xk9") == day);
}

BOOST_AUTO_TEST_CASE(the_future_holds_nothing_yet) {
  const auto until = [&](std::string_view end) {
    return successes("ampWebProd6Tn1", "webProd4Xk9",
                     "&granularity=HOUR&startTime=2026-03-01T11:00:00Z&endTime=" + std::string(end));
  };
  BOOST_TEST(until("2026-03-01T12:00:00Z") == until("2026-03-01T18:00:00Z"));
}

BOOST_AUTO_TEST_CASE(windows_that_the_api_does_not_offer_are_refused) {
  const auto status = [&](std::string_view window) { return asked("ampWebProd6Tn1", "webProd4Xk9", window).status; };
  BOOST_TEST(client.get("/destinations/ampWebProd6Tn1/delivery-metrics").status == 422);
  BOOST_TEST(status("") == 200);
  BOOST_TEST(status("&granularity=HOUR") == 200);
  BOOST_TEST(status("&granularity=HOUR&startTime=2026-02-22T12:00:00Z") == 200);
  BOOST_TEST(status("&granularity=HOUR&startTime=2026-02-22T11:00:00Z&endTime=2026-02-22T12:00:00Z") == 422);
  BOOST_TEST(status("&granularity=DAY&startTime=2026-02-15T12:00:00Z") == 200);
  BOOST_TEST(status("&granularity=DAY&startTime=2026-02-15T11:00:00Z&endTime=2026-02-16T00:00:00Z") == 422);
  // The API's own default for the start is older than what it allows.
  BOOST_TEST(status("&granularity=DAY") == 422);
  BOOST_TEST(status("&startTime=2026-03-01T08:00:00Z") == 200);
  BOOST_TEST(status("&startTime=2026-03-01T07:59:00Z") == 422);
  BOOST_TEST(status("&startTime=2026-02-27T11:00:00Z&endTime=2026-02-27T12:00:00Z") == 422);
  BOOST_TEST(status("&startTime=2026-03-01T12:00:00Z&endTime=2026-03-01T11:00:00Z") == 422);
  BOOST_TEST(status("&granularity=WEEK") == 422);
  BOOST_TEST(status("&startTime=yesterday") == 422);
}

BOOST_AUTO_TEST_CASE(unknown_destinations_and_sources_are_not_found) {
  BOOST_TEST(asked("unknown", "webProd4Xk9", kYesterday).status == 404);
  BOOST_TEST(asked("ampWebProd6Tn1", "unknown", kYesterday).status == 404);
}

BOOST_AUTO_TEST_CASE(an_answer_can_be_made_to_name_another_meta_id) {
  BOOST_TEST(summary("icServerProd2Af9", "serverProd6Gf1")["destinationMetadataId"] == "5d1a7c30e9b24f6a8c03");
  BOOST_TEST(!summary("icServerProd2Af9", "serverProd6Gf1").contains("destinationId"));
  client.send("DELETE", "/simulator/resources/delivery_summary/icServerProd2Af9");
  BOOST_TEST(summary("icServerProd2Af9", "serverProd6Gf1")["destinationMetadataId"] == "5d1a7c30e9b24f6a8c0a");
  client.send("POST", "/simulator/resources/delivery_summary",
              R"({"destinationId":"gaWebProd1Kd8","metrics":[{"metricName":"successes","total":7}]})");
  BOOST_TEST(successes("gaWebProd1Kd8", "webProd4Xk9") == 7);
  // No event tells of it: nothing was changed in the workspace.
  BOOST_TEST(client.get("/audit-events?pagination.count=1").json()["data"]["events"][0]["id"] == "events/145900042");
}

BOOST_AUTO_TEST_CASE(counts_of_adjoining_windows_add_up) {
  const auto start = parse_iso_time("2026-02-28T10:07:00Z").value();
  const auto middle = start + std::chrono::minutes{71};
  const auto end = start + std::chrono::minutes{190};
  const auto total = [](TimePoint from, TimePoint to) {
    const DeliveryCounts counts = delivered("s", "m", from, to);
    return counts.at_first_attempt + counts.after_retry + counts.expired + counts.discarded;
  };
  BOOST_TEST(total(start, middle) + total(middle, end) == total(start, end));
  BOOST_TEST(total(start, end) > 0);
  BOOST_TEST(total(end, start) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
