#include "agent/rate_limit.h"

#include <boost/test/unit_test.hpp>

#include "agent/clock.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr storage::Time kNoon = std::chrono::sys_days{std::chrono::March / 2 / 2026} + 12h;

Response answer(int status, std::map<std::string, std::string> headers, std::string body = "") {
  return {status, std::move(headers), std::move(body)};
}

Response rejection(const std::string& details) {
  return answer(429, {},
                R"({"errors":[{"type":"RequestError","message":"Too many requests","data":)" + details + "}]}");
}

RateAnswer read(const Response& response) { return read_rate_answer(response, kNoon); }

long long retry_after_ms(const Response& response) {
  const auto wait = read(response).retry_after;
  return wait ? wait->count() : -1;
}

RateAnswer left(std::int64_t remaining, std::int64_t consumed, milliseconds window_left) {
  RateAnswer said;
  said.remaining = remaining;
  said.consumed = consumed;
  said.window_left = window_left;
  return said;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_limit_tests)

BOOST_AUTO_TEST_CASE(a_good_answer_says_what_is_left_and_for_how_long) {
  const RateAnswer said = read(answer(200, {{"x-ratelimit-consumed", "21"},
                                            {"x-ratelimit-remaining", "39"},
                                            {"x-ratelimit-reset", "Mon, 02 Mar 2026 12:00:40 GMT"},
                                            {"date", "Mon, 02 Mar 2026 12:00:00 GMT"}}));
  BOOST_TEST((said == left(39, 21, 40s)));
}

BOOST_AUTO_TEST_CASE(the_servers_dates_are_compared_with_each_other_and_not_with_our_clock) {
  const std::map<std::string, std::string> headers = {{"x-ratelimit-reset", "Mon, 02 Mar 2026 15:00:40 GMT"},
                                                      {"date", "Mon, 02 Mar 2026 15:00:00 GMT"}};
  BOOST_TEST((read(answer(200, headers)).window_left == milliseconds(40s)));
}

BOOST_AUTO_TEST_CASE(our_clock_stands_in_for_a_missing_date) {
  BOOST_TEST(
      (read(answer(200, {{"x-ratelimit-reset", "Mon, 02 Mar 2026 12:00:10 GMT"}})).window_left == milliseconds(10s)));
  BOOST_TEST(
      (read(answer(200, {{"x-ratelimit-reset", "Mon, 02 Mar 2026 13:00:10 +0100"}})).window_left == milliseconds(10s)));
}

BOOST_AUTO_TEST_CASE(a_reset_that_is_far_off_by_our_own_clock_tells_of_a_wrong_clock) {
  BOOST_TEST(!read(answer(200, {{"x-ratelimit-reset", "Mon, 02 Mar 2026 13:00:40 GMT"}})).window_left);
  BOOST_TEST(!read(answer(200, {{"x-ratelimit-reset", "Mon, 02 Mar 2026 11:00:40 GMT"}})).window_left);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_not_said) {
  for (const char* nonsense : {"", "-1", "1e3", "12x", "99999999999999999999", " "}) {
    BOOST_TEST(
        (read(answer(200, {{"x-ratelimit-remaining", nonsense}, {"x-ratelimit-consumed", nonsense}})) == RateAnswer()),
        nonsense);
  }
  for (const char* nonsense :
       {"", "soon", "1772452800", "Mon, 02 Mar 2026 11:59:59 GMT", "Mon, 99 Foo 2026 12:00:00 GMT"}) {
    BOOST_TEST((read(answer(200, {{"x-ratelimit-reset", nonsense}})) == RateAnswer()), nonsense);
  }
}

BOOST_AUTO_TEST_CASE(absurd_waits_are_capped) {
  BOOST_TEST((read(answer(200, {{"x-ratelimit-reset", "Mon, 02 Mar 2099 12:00:00 GMT"},
                                {"date", "Mon, 02 Mar 2026 12:00:00 GMT"}}))
                  .window_left == milliseconds(kLongestRateWait)));
  BOOST_TEST(retry_after_ms(rejection(R"({"msBeforeNext":1e300})")) == 300'000);
  BOOST_TEST(retry_after_ms(answer(429, {{"retry-after", "9223372036854775807"}})) == 300'000);
}

BOOST_AUTO_TEST_CASE(a_rejection_names_its_wait_in_the_body) {
  const RateAnswer said = read(rejection(R"({"remainingPoints":0,"msBeforeNext":57647,"consumedPoints":21})"));
  BOOST_TEST(said.rejected);
  BOOST_TEST(said.retry_after.value().count() == 57'647);
  BOOST_TEST(said.remaining.value() == 0);
  BOOST_TEST(said.consumed.value() == 21);
}

BOOST_AUTO_TEST_CASE(body_comes_before_retry_after_and_that_before_the_reset) {
  std::map<std::string, std::string> headers = {{"retry-after", "7"},
                                                {"x-ratelimit-reset", "Mon, 02 Mar 2026 12:00:40 GMT"}};
  Response response = rejection(R"({"msBeforeNext":1500})");
  response.headers = headers;
  BOOST_TEST(retry_after_ms(response) == 1'500);
  for (const char* useless : {R"({"msBeforeNext":-5})", R"({"msBeforeNext":"1"})", "null"}) {
    response = rejection(useless);
    response.headers = headers;
    BOOST_TEST(retry_after_ms(response) == 7'000, useless);
  }
  BOOST_TEST(retry_after_ms(answer(429, headers, "<html>busy</html>")) == 7'000);
  headers["retry-after"] = "Mon, 02 Mar 2026 12:00:09 GMT";
  BOOST_TEST(retry_after_ms(answer(429, headers)) == 9'000);
  headers.erase("retry-after");
  BOOST_TEST(retry_after_ms(answer(429, headers)) == 40'000);
  BOOST_TEST(retry_after_ms(answer(429, {})) == -1);
}

BOOST_AUTO_TEST_CASE(a_503_may_name_a_wait_and_other_answers_not) {
  BOOST_TEST(retry_after_ms(answer(503, {{"retry-after", "7"}})) == 7'000);
  BOOST_TEST(retry_after_ms(answer(500, {{"retry-after", "7"}})) == -1);
  BOOST_TEST(retry_after_ms(answer(503, {{"x-ratelimit-reset", "Mon, 02 Mar 2026 12:00:40 GMT"}})) == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
