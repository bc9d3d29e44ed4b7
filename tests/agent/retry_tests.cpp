#include "agent/retry.h"

#include <boost/test/unit_test.hpp>

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;

const RetryPolicy kPolicy{5, 500ms, 4'000ms, 60'000ms};

// Milliseconds to wait; -1: no further attempt.
long long wait(int attempt, Failure failure, double random = 0, std::optional<std::chrono::milliseconds> said = {}) {
  RateAnswer answer;
  answer.retry_after = said;
  const auto pause = wait_before_retry(kPolicy, attempt, failure, answer, random);
  return pause ? pause->count() : -1;
}

std::string meaning(int status) {
  const auto failure = failure_of(status);
  return failure ? to_string(*failure) : "fine";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(retry_tests)

BOOST_AUTO_TEST_CASE(every_status_has_a_meaning) {
  const std::map<int, std::string> expected = {
      {200, "fine"},        {201, "malformed"},     {204, "malformed"},  {301, "refused"},       {302, "refused"},
      {400, "refused"},     {401, "not_permitted"}, {402, "refused"},    {403, "not_permitted"}, {404, "not_found"},
      {406, "refused"},     {410, "not_found"},     {422, "refused"},    {429, "rate_limited"},  {500, "unreachable"},
      {502, "unreachable"}, {503, "unreachable"},   {504, "unreachable"}};
  for (const auto& [status, name] : expected) BOOST_TEST(meaning(status) == name, status);
}

BOOST_AUTO_TEST_CASE(what_may_pass_is_tried_again_and_nothing_else) {
  for (const Failure failure : {Failure::unreachable, Failure::timeout, Failure::rate_limited}) {
    BOOST_TEST(wait(1, failure) >= 0, to_string(failure));
  }
  for (const Failure failure : {Failure::not_permitted, Failure::not_found, Failure::malformed, Failure::too_large,
                                Failure::refused, Failure::stopped}) {
    BOOST_TEST(wait(1, failure) == -1, to_string(failure));
  }
}

BOOST_AUTO_TEST_CASE(attempts_are_counted) {
  BOOST_TEST(wait(4, Failure::unreachable) >= 0);
  BOOST_TEST(wait(5, Failure::unreachable) == -1);
  BOOST_TEST(wait(5, Failure::rate_limited, 0, 1s) == -1);
}

BOOST_AUTO_TEST_CASE(pauses_double_up_to_their_limit) {
  BOOST_TEST(wait(1, Failure::unreachable) == 250);
  BOOST_TEST(wait(2, Failure::unreachable) == 500);
  BOOST_TEST(wait(4, Failure::timeout) == 2'000);
  RetryPolicy patient = kPolicy;
  patient.attempts = 1'000;
  BOOST_TEST(wait_before_retry(patient, 500, Failure::timeout, {}, 0).value().count() == 2'000);
}

BOOST_AUTO_TEST_CASE(chance_spreads_the_second_half_of_a_pause) {
  BOOST_TEST(wait(1, Failure::unreachable, 0.5) == 375);
  BOOST_TEST(wait(1, Failure::unreachable, 0.999) == 499);
}

BOOST_AUTO_TEST_CASE(after_a_429_nobody_comes_back_too_early) {
  BOOST_TEST(wait(1, Failure::rate_limited, 0, 57'647ms) == 57'647);
  BOOST_TEST(wait(1, Failure::rate_limited, 0.5, 57'647ms) == 57'897);
  BOOST_TEST(wait(1, Failure::rate_limited) == 60'000);
}

BOOST_AUTO_TEST_CASE(a_503_that_names_a_time_is_believed) { BOOST_TEST(wait(1, Failure::unreachable, 0, 7s) == 7'000); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
