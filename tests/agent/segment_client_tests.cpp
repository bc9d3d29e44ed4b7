#include "agent/segment_client.h"

#include <boost/test/unit_test.hpp>

#include "client_fixture.h"

namespace segaudit::agent {

using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(segment_client_tests, ClientFixture)

// --- versions

BOOST_AUTO_TEST_CASE(the_media_type_falls_back_to_plain_json_once_and_for_all) {
  for (const int status : {406, 415}) {
    transport.asked.clear();
    Question question = sources();
    question.endpoint += std::to_string(status);
    transport.then(error(status, "unknown version"));
    transport.then(page("{}"));
    transport.then(page("{}"));
    items(question);
    items(question);
    BOOST_TEST(transport.asked.at(0).accept == "application/vnd.segment.v1+json");
    BOOST_TEST(transport.asked.at(1).accept == "application/json");
    BOOST_TEST(transport.asked.at(2).accept == "application/json");
  }
}

BOOST_AUTO_TEST_CASE(plain_json_that_is_refused_too_is_an_error) {
  transport.then(error(406, "no"));
  transport.then(error(406, "never"));
  BOOST_TEST(failure(sources()) == "refused: GET /sources: status 406: never (attempt 2)");
}

BOOST_AUTO_TEST_CASE(answers_may_carry_the_vendor_type) {
  for (const char* type : {"application/vnd.segment.v1+json", "Application/JSON;charset=utf-8"}) {
    transport.then({200, {{"content-type", type}}, R"({"data":{"sources":[{}]}})"});
    BOOST_TEST(items(sources()).size() == 1u);
  }
}

// --- errors

BOOST_AUTO_TEST_CASE(statuses_that_stay_are_not_asked_again) {
  const std::vector<std::pair<int, std::string>> statuses = {
      {400, "refused"}, {401, "not_permitted"}, {403, "not_permitted"}, {404, "not_found"}, {422, "refused"}};
  for (const auto& [status, name] : statuses) {
    transport.then(error(status, "no such thing"));
    BOOST_TEST(failure(settings_of("s1")) ==
               name + ": GET /sources/s1/settings: status " + std::to_string(status) + ": no such thing (attempt 1)");
  }
  BOOST_TEST(clock.sleeps().empty());
}

BOOST_AUTO_TEST_CASE(errors_quote_the_plain_words_of_the_api) {
  transport.then(json(R"({"errors":[{"type":"x","message":"bad\u001b[31m \"period\"\n","field":"pa\u0000th"}]})", 422));
  BOOST_TEST(failure(sources()) ==
             "refused: GET /sources: status 422: bad ... (attempt 1)");
  transport.then(json(R"({"errors":[{"message":"Field is required","field":"settings.apiKey"}]})", 422));
  BOOST_TEST(failure(sources()) ==
             "refused: GET /sources: status 422: Field is required (field settings.apiKey) (attempt 1)");
  transport.then(json(R"({"errors":[{"type":"NotFound"}]})", 404));
  BOOST_TEST(failure(sources()) == "not_found: GET /sources: status 404: NotFound (attempt 1)");
  transport.then(json("", 404));
  BOOST_TEST(failure(sources()) == "not_found: GET /sources: status 404 (attempt 1)");
  transport.then(error(404, std::string(1000, 'x')));
  BOOST_TEST(failure(sources()).size() < 300u);
}

BOOST_AUTO_TEST_CASE(html_is_malformed_and_not_shown) {
  transport.then({200, {{"content-type", "text/html"}}, "<html>\n<title>Sign in</title>" + std::string(500, ' ')});
  BOOST_TEST(failure(sources()) == "malformed: GET /sources: the answer is text/html (529 bytes), not JSON");
}

BOOST_AUTO_TEST_CASE(a_redirection_names_its_target_and_is_not_followed) {
  transport.then({302, {{"location", "https://login.example.com/sso?token=abc"}}, ""});
  BOOST_TEST(failure(sources()) ==
             "refused: GET /sources: status 302: a redirection to https://login.example.com, which "
             "is not followed (attempt 1)");
}

BOOST_AUTO_TEST_CASE(what_an_error_repeats_of_a_secret_is_not_shown) {
  const char* secret = "Zq7kT2mWx9";
  for (const std::string& message :
       {std::string("Invalid token '") + secret + "'", std::string("Bearer ") + secret + " is not known",
        std::string("apiKey=") + secret, std::string("authorization: Bearer ") + secret, std::string("\"") + secret})
    transport.then(error(403, message));
  transport.then(json(std::string(R"({"errors":[{"type":")") + secret + R"(","message":"","field":")" + secret + "\"}]}", 422));
  transport.then({302, {{"location", std::string("https://") + secret + ".example/" + secret}}, ""});
  transport.then({200, {{"content-type", std::string("text/") + secret + "; q=" + secret}}, "x"});
  transport.then({500, {{"content-type", "text/html"}}, secret});
  for (int i = 0; i < 8; ++i) {
    const std::string text = failure(sources());
    BOOST_TEST(text.find(secret) == std::string::npos, text);
    BOOST_TEST(text.find("zq7kt") == std::string::npos, text);
  }
}

BOOST_AUTO_TEST_CASE(answers_of_another_shape_are_malformed) {
  transport.then(json("{}"));
  BOOST_TEST(failure(sources()) == "malformed: GET /sources: the answer has no \"data\"");
  transport.then(json("{\"data\":{\"sources\":[\"\xFF\"]}}"));
  BOOST_TEST(failure(sources()) == "malformed: GET /sources: the answer is not valid UTF-8");
  transport.then({204, {}, ""});
  BOOST_TEST(failure(sources()) == "malformed: GET /sources: status 204 (attempt 1)");
}

// --- trying again

BOOST_AUTO_TEST_CASE(what_may_pass_is_tried_again_after_growing_pauses) {
  transport.then(error(500, "internal"));
  transport.then_fail(Failure::unreachable, "connection reset by peer");
  transport.then_fail(Failure::timeout, "timed out while reading the answer");
  transport.then(page("{}"));
  BOOST_TEST(items(sources()).size() == 1u);
  BOOST_TEST(sleeps() == "250 500 1000 ");
  BOOST_TEST(log.lines == (Strings{"/sources 500", "/sources unreachable", "/sources timeout", "/sources 200"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_attempt_has_a_deadline_of_its_own) {
  const auto start = clock.ticks();
  transport.then_fail(Failure::timeout, "timed out");
  transport.then(page(""));
  items(sources());
  BOOST_TEST((transport.deadlines.at(0) == start + 30s));
  BOOST_TEST((transport.deadlines.at(1) == start + 250ms + 30s));
}

BOOST_AUTO_TEST_CASE(the_last_attempt_is_named) {
  for (int i = 0; i < 5; ++i) transport.then_fail(Failure::unreachable, "connection reset by peer");
  BOOST_TEST(failure(settings_of("s1")) ==
             "unreachable: GET /sources/s1/settings: connection reset by peer (attempt 5)");
}

BOOST_AUTO_TEST_CASE(a_429_is_tried_again_when_it_says_so) {
  transport.then(
      json(R"({"errors":[{"message":"Too many requests","data":{"remainingPoints":0,"msBeforeNext":57647}}]})", 429));
  transport.then(page("{}"));
  BOOST_TEST(items(sources()).size() == 1u);
  BOOST_TEST(sleeps() == "57647 ");
}

BOOST_AUTO_TEST_CASE(a_429_without_a_time_waits_a_minute) {
  transport.then(error(429, "Rate limit exceeded"));
  transport.then(page("{}"));
  items(sources());
  BOOST_TEST(sleeps() == "60000 ");
}

BOOST_AUTO_TEST_CASE(a_storm_of_429_ends) {
  for (int i = 0; i < 5; ++i) transport.then(error(429, "Too many requests"));
  BOOST_TEST(failure(sources()) == "rate_limited: GET /sources: status 429: Too many requests (attempt 5)");
}

BOOST_AUTO_TEST_CASE(requests_wait_for_the_budget) {
  Response last_point = page("{}");
  last_point.headers["x-ratelimit-remaining"] = "0";
  last_point.headers["x-ratelimit-consumed"] = "60";
  transport.then(last_point);
  transport.then(page("{}"));
  items(sources());
  BOOST_TEST(budget.remaining().value() == 0);
  items(sources());
  BOOST_TEST(sleeps() == "61000 ");  // dates have whole seconds
}

// --- stopping

BOOST_AUTO_TEST_CASE(a_stop_is_not_tried_again) {
  transport.then_fail(Failure::stopped, "stopped while waiting for the answer");
  BOOST_TEST(failure(sources()) == "stopped: GET /sources: stopped while waiting for the answer (attempt 1)");
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_pause_between_attempts) {
  std::stop_source source;
  transport.script.push_back([&](const Request&) {
    source.request_stop();
    return error(500, "internal");
  });
  BOOST_TEST(failure(sources(), source.get_token()) ==
             "stopped: GET /sources: stopped after status 500: internal (attempt 1)");
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_wait_for_the_budget) {
  std::stop_source source;
  source.request_stop();
  BOOST_TEST(failure(sources(), source.get_token()) ==
             "stopped: GET /sources: stopped while waiting for the rate limit (attempt 1)");
  BOOST_TEST(log.lines.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
