#include "agent/rate_book.h"

#include <boost/test/unit_test.hpp>

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr const char* kSources = "/sources";
constexpr const char* kSyncs = "/warehouses/{parent}/syncs";

RateAnswer left(std::int64_t remaining, std::int64_t consumed, std::optional<milliseconds> window_left) {
  RateAnswer said;
  said.remaining = remaining;
  said.consumed = consumed;
  said.window_left = window_left;
  return said;
}

RateAnswer rejected_for(std::optional<milliseconds> wait) {
  RateAnswer said;
  said.rejected = true;
  said.retry_after = wait;
  return said;
}

// Time moves only when somebody waits for a point.
struct Fixture {
  RateBook::Ticks start{1h};
  RateBook::Ticks now = start;
  RateBook book{0.5, {{kSyncs, 2}}};

  milliseconds take(Lane lane = Lane::sweep, const char* endpoint = kSources) {
    milliseconds waited{0};
    for (auto wait = book.wait(endpoint, lane, now); wait > 0ms; wait = book.wait(endpoint, lane, now)) {
      waited += wait;
      now += wait;
    }
    book.take(endpoint, lane, now);
    book.no_answer();  // the tests say what comes of it
    return waited;
  }
  std::size_t taken_at_once(Lane lane = Lane::sweep, const char* endpoint = kSources) {
    std::size_t taken = 0;
    while (book.wait(endpoint, lane, now) == 0ms && taken < 10'000) {
      book.take(endpoint, lane, now);
      book.no_answer();
      ++taken;
    }
    return taken;
  }
  void learn(const RateAnswer& answer, const char* endpoint = kSources) { book.learn(endpoint, answer, now); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rate_book_tests, Fixture)

BOOST_AUTO_TEST_CASE(nothing_is_held_back_before_the_limit_is_known) {
  BOOST_TEST(taken_at_once() == 10'000u);
  BOOST_TEST(!book.remaining());
  BOOST_TEST(!book.limit());
}

BOOST_AUTO_TEST_CASE(our_share_is_used_and_the_rest_left_to_others) {
  learn(left(599, 1, 40s));
  BOOST_TEST(book.limit().value() == 600);
  BOOST_TEST(book.remaining().value() == 599);
  now += 40s;  // near the end of the window nothing is kept for the urgent lane any more
  BOOST_TEST(taken_at_once() == 299u);
  BOOST_TEST(taken_at_once() == 0u);
}

BOOST_AUTO_TEST_CASE(a_new_window_brings_new_points) {
  learn(left(300, 300, 40s));
  // The API's dates have whole seconds: the window may last one second longer than they say.
  BOOST_TEST((take(Lane::urgent, "/") == 0ms));
  BOOST_TEST((take() == 41s));
  BOOST_TEST(taken_at_once() >= 296u);
}

BOOST_AUTO_TEST_CASE(a_sweep_leaves_a_few_points_to_the_urgent_lane_and_has_them_at_the_end) {
  learn(left(60, 0, 60s));
  BOOST_TEST(taken_at_once() == 27u);
  BOOST_TEST(taken_at_once(Lane::urgent) >= 2u);
  now += 62s;
  std::size_t all = 0;
  for (int second = 0; second < 60; ++second, now += 1s) all += taken_at_once();
  BOOST_TEST(all == 30u);
}

BOOST_AUTO_TEST_CASE(a_quicker_pulse_is_left_more_points) {
  book = RateBook(0.5, {}, 9);
  learn(left(600, 0, 59s));
  BOOST_TEST(taken_at_once() == 291u);
  BOOST_TEST(taken_at_once(Lane::urgent) >= 9u);
}

BOOST_AUTO_TEST_CASE(where_others_have_used_up_our_part_the_urgent_lane_still_gets_a_few_points) {
  learn(left(20, 40, 50s));
  BOOST_TEST(taken_at_once() == 0u);
  BOOST_TEST(taken_at_once(Lane::urgent) == 3u);
  now += 52s;
  learn(left(0, 60, 60s));
  BOOST_TEST(taken_at_once(Lane::urgent) == 0u);
}

BOOST_AUTO_TEST_CASE(answers_that_overtake_each_other_do_not_give_points_back) {
  learn(left(301, 299, 40s));
  learn(left(400, 200, 40s));
  BOOST_TEST(taken_at_once(Lane::urgent) >= 1u);
  BOOST_TEST(taken_at_once() == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_of_the_window_that_has_ended_says_nothing_about_the_new_one) {
  learn(left(1, 599, 2s));
  now += 4s;
  const auto before = taken_at_once();
  BOOST_TEST(before > 250u);
  now += 50ms;
  book.take(kSources, Lane::sweep, now);
  learn(left(0, 600, 1s));
  now += 40s;
  BOOST_TEST(taken_at_once() > 0u);
}

BOOST_AUTO_TEST_CASE(another_client_that_eats_the_budget_is_noticed) {
  learn(left(599, 1, 40s));
  learn(left(290, 310, 39s));
  BOOST_TEST(taken_at_once() == 0u);
}

BOOST_AUTO_TEST_CASE(a_published_limit_holds_from_the_first_request_on) {
  BOOST_TEST(taken_at_once(Lane::sweep, kSyncs) == 1u);  // half of two
  BOOST_TEST(taken_at_once() == 10'000u);
  BOOST_TEST((take(Lane::sweep, kSyncs) > 20s));
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_names_a_smaller_limit_does_not_hold_up_the_others) {
  learn(left(599, 1, 40s));
  learn(left(9, 11, 40s), "/slow");
  BOOST_TEST(book.limit().value() == 600);
  BOOST_TEST(taken_at_once(Lane::sweep, "/slow") == 0u);
  BOOST_TEST(taken_at_once() > 290u);
}

BOOST_AUTO_TEST_CASE(a_smaller_limit_that_all_endpoints_name_is_soon_the_tokens) {
  learn(left(599, 1, 60s));
  now += 4min;
  learn(left(199, 1, 60s), "/a");
  learn(left(198, 2, 60s));
  BOOST_TEST(book.limit().value() == 200);
}

BOOST_AUTO_TEST_CASE(one_point_is_ours_however_small_the_limit) {
  learn(left(1, 0, 40s));
  BOOST_TEST(taken_at_once(Lane::urgent) == 1u);
}

BOOST_AUTO_TEST_CASE(after_a_rejection_everyone_waits_until_the_named_time) {
  learn(rejected_for(57'647ms));
  BOOST_TEST((take(Lane::urgent, "/destinations") == 57'647ms));
}

BOOST_AUTO_TEST_CASE(rejections_in_a_row_are_met_with_patience) {
  milliseconds longest{0};
  for (int i = 0; i < 10; ++i) {
    learn(rejected_for(10ms));
    longest = std::max(longest, take());
  }
  BOOST_TEST((longest == 60s));
  learn(left(599, 1, 40s));
  learn(rejected_for(10ms));
  BOOST_TEST((take() <= 1s));
}

BOOST_AUTO_TEST_CASE(after_a_rejection_one_request_goes_ahead_of_all_others) {
  learn(rejected_for(1s));
  now += 1s;
  BOOST_TEST((book.wait(kSources, Lane::sweep, now) == 0ms));
  book.take(kSources, Lane::sweep, now);
  BOOST_TEST((book.wait("/destinations", Lane::urgent, now) > 0ms));
  learn(left(599, 1, 40s));
  BOOST_TEST((book.wait("/destinations", Lane::urgent, now) == 0ms));
}

BOOST_AUTO_TEST_CASE(a_bare_rejection_of_a_slow_endpoint_concerns_only_that) {
  learn(left(599, 1, 40s));
  learn(rejected_for({}), kSyncs);
  BOOST_TEST((book.wait(kSources, Lane::sweep, now) == 0ms));
  BOOST_TEST((book.wait(kSyncs, Lane::sweep, now) == 60s));
}

BOOST_AUTO_TEST_CASE(bare_rejections_everywhere_concern_the_token) {
  learn(left(599, 1, 40s));
  for (const char* endpoint : {"/a", "/b", "/c"}) learn(rejected_for({}), endpoint);
  BOOST_TEST((book.wait("/d", Lane::urgent, now) >= 60s));
}

BOOST_AUTO_TEST_CASE(absurd_limits_stop_nothing) {
  learn(left(0, 0, {}));
  now += 62s;
  BOOST_TEST((book.wait(kSources, Lane::urgent, now) == 0ms));
  now += 62s;
  learn(left(4'000'000'000'000'000, 0, 40s));
  BOOST_TEST(taken_at_once() == 10'000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
