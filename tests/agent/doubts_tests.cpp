#include <boost/test/unit_test.hpp>

#include "agent/doubts.h"
#include "tests/support/observations.h"

using namespace segaudit;
using namespace segaudit::tests;
using agent::Doubts;

namespace {

using Ids = std::vector<std::string>;

const storage::CollectionKey kPlan{"tracking_plan_source", "tp1"}, kOther{"tracking_plan_source", "tp2"};

}  // namespace

BOOST_AUTO_TEST_SUITE(doubts_tests)

BOOST_AUTO_TEST_CASE(what_one_look_lacked_is_not_gone) {
  BOOST_TEST(Doubts().lacked(kPlan, {"a", "b"}, kNoon).empty());
}

BOOST_AUTO_TEST_CASE(what_a_later_look_lacks_too_is_gone) {
  Doubts doubts;
  doubts.lacked(kPlan, {"a"}, kNoon);
  BOOST_TEST((doubts.lacked(kPlan, {"a", "b"}, kNoon + 20s) == Ids{"a"}));
  BOOST_TEST((doubts.lacked(kPlan, {"b"}, kNoon + 40s) == Ids{"b"}));
}

BOOST_AUTO_TEST_CASE(looks_of_one_moment_are_one_look_however_many_there_are) {
  Doubts doubts;
  for (int i = 0; i < 10; ++i) BOOST_TEST(doubts.lacked(kPlan, {"a"}, kNoon + i * 1900ms).empty());
  BOOST_TEST((doubts.lacked(kPlan, {"a"}, kNoon + 20s) == Ids{"a"}));
}

BOOST_AUTO_TEST_CASE(what_a_look_shows_in_between_is_in_no_doubt_any_more) {
  Doubts doubts;
  doubts.lacked(kPlan, {"a"}, kNoon);
  doubts.lacked(kPlan, {}, kNoon + 10s);
  BOOST_TEST(doubts.lacked(kPlan, {"a"}, kNoon + 30s).empty());
}

BOOST_AUTO_TEST_CASE(collections_do_not_vouch_for_each_other) {
  Doubts doubts;
  doubts.lacked(kPlan, {"a"}, kNoon);
  BOOST_TEST(doubts.lacked(kOther, {"a"}, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(what_comes_back_after_its_end_is_doubted_anew) {
  Doubts doubts;
  doubts.lacked(kPlan, {"a"}, kNoon);
  doubts.lacked(kPlan, {"a"}, kNoon + 1min);
  BOOST_TEST(doubts.lacked(kPlan, {"a"}, kNoon + 2min).empty());
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_was_last_seen_before_the_first_doubt) {
  Doubts doubts;
  doubts.lacked(kPlan, {"a"}, kNoon, kNoon - 6h);
  doubts.lacked(kPlan, {"a", "b"}, kNoon + 10s, kNoon);
  BOOST_TEST((doubts.last_seen(kPlan, "a") == kNoon - 6h));
  BOOST_TEST((doubts.last_seen(kPlan, "b") == kNoon));
  BOOST_TEST(!doubts.last_seen(kOther, "a"));
  doubts.lacked(kPlan, {}, kNoon + 1min);
  BOOST_TEST(!doubts.last_seen(kPlan, "a"));
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_confirms_nothing_by_itself) {
  Doubts doubts;
  doubts.lacked(kPlan, {"a"}, kNoon);
  BOOST_TEST(doubts.lacked(kPlan, {"a"}, kNoon - 1h).empty());
  BOOST_TEST(doubts.lacked(kPlan, {"a"}, kNoon - 1h + 10s).empty());
  BOOST_TEST((doubts.lacked(kPlan, {"a"}, kNoon - 1h + 20s) == Ids{"a"}));
}

BOOST_AUTO_TEST_SUITE_END()
