#include "agent/rate_limit.h"

#include <boost/test/unit_test.hpp>

#include "agent/rate_budget.h"
#include "fake_clock.h"

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

RateAnswer rejected_for(milliseconds wait) {
  RateAnswer said;
  said.rejected = true;
  said.retry_after = wait;
  return said;
}

struct BudgetFixture {
  // A point for /sources, that is.
  bool take() { return budget.wait_for_point("/sources", {}); }
  milliseconds slept() const {
    milliseconds sum{0};
    for (const milliseconds sleep : clock.sleeps()) sum += sleep;
    return sum;
  }

  FakeClock clock;
  RateBudget budget{clock, 0.5};
};

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
  BOOST_TEST((read(answer(200, {{"x-ratelimit-reset", "Mon, 02 Mar 2099 12:00:00 GMT"}})).window_left ==
              milliseconds(kLongestRateWait)));
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

// --- the budget

BOOST_FIXTURE_TEST_CASE(nothing_is_held_back_before_the_limit_is_known, BudgetFixture) {
  for (int i = 0; i < 100; ++i) BOOST_TEST(take());
  BOOST_TEST(clock.sleeps().empty());
  BOOST_TEST(!budget.remaining());
}

BOOST_FIXTURE_TEST_CASE(our_share_is_used_and_the_rest_left_to_others, BudgetFixture) {
  budget.learn("/sources", left(9, 1, 40s));  // 10 a window, 5 of them ours
  for (int i = 0; i < 4; ++i) take();
  BOOST_TEST((slept() == 0ms));
  BOOST_TEST(budget.remaining().value() == 9);
  take();
  BOOST_TEST((slept() == 40s));
}

BOOST_FIXTURE_TEST_CASE(a_new_window_brings_new_points, BudgetFixture) {
  budget.learn("/sources", left(5, 5, 40s));
  for (int i = 0; i < 5; ++i) take();
  BOOST_TEST((slept() == 40s));
  take();
  BOOST_TEST((slept() == 100s));
}

BOOST_FIXTURE_TEST_CASE(answers_that_overtake_each_other_do_not_give_points_back, BudgetFixture) {
  budget.learn("/sources", left(6, 4, 40s));
  budget.learn("/sources", left(8, 2, 40s));
  take();
  BOOST_TEST((slept() == 0s));
  take();
  BOOST_TEST((slept() == 40s));
  budget.learn("/sources", left(9, 1, 60s));
  for (int i = 0; i < 4; ++i) take();
  BOOST_TEST((slept() == 40s));
}

BOOST_FIXTURE_TEST_CASE(another_client_that_eats_the_budget_is_noticed, BudgetFixture) {
  budget.learn("/sources", left(9, 1, 40s));
  budget.learn("/sources", left(4, 6, 39s));
  take();
  BOOST_TEST((slept() == 39s));
}

BOOST_FIXTURE_TEST_CASE(an_endpoint_with_a_limit_of_its_own_does_not_hold_up_the_others, BudgetFixture) {
  budget.learn("/warehouses/{parent}/syncs", left(1, 1, 40s));
  budget.learn("/sources", left(400, 200, 40s));
  for (int i = 0; i < 100; ++i) take();
  BOOST_TEST((slept() == 0s));
  budget.wait_for_point("/warehouses/{parent}/syncs", {});
  BOOST_TEST((slept() == 40s));
}

BOOST_FIXTURE_TEST_CASE(one_point_is_ours_however_small_the_limit, BudgetFixture) {
  budget.learn("/sources", left(1, 0, 40s));
  take();
  BOOST_TEST((slept() == 0ms));
  take();
  BOOST_TEST((slept() == 40s));
}

BOOST_FIXTURE_TEST_CASE(after_a_rejection_everyone_waits_until_the_named_time, BudgetFixture) {
  budget.learn("/sources", rejected_for(57'647ms));
  BOOST_TEST(budget.wait_for_point("/destinations", {}));
  BOOST_TEST((slept() == 57'647ms));
}

BOOST_FIXTURE_TEST_CASE(a_stop_ends_the_wait, BudgetFixture) {
  std::stop_source source;
  budget.learn("/sources", rejected_for(60s));
  source.request_stop();
  BOOST_TEST(!budget.wait_for_point("/sources", source.get_token()));
  BOOST_TEST(clock.sleeps().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
