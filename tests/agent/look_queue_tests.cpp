#include <boost/test/unit_test.hpp>

#include "agent/look_queue.h"
#include "tests/support/observations.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

const Due kSources{&kind_named("source"), "", ""};
const Due kDestinations{&kind_named("destination"), "", ""};

Due settings(const char* source) { return {&kind_named("source_settings"), source, ""}; }
Due filters(const char* destination) { return {&kind_named("destination_filter"), destination, ""}; }

struct Fixture {
  LookQueue queue;
  std::optional<Due> next(Lane lane = Lane::sweep) { return queue.next(lane, [](const Due&) { return true; }); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(look_queue_tests, Fixture)

BOOST_AUTO_TEST_CASE(root_lists_go_first_and_then_what_was_seen_longest_ago) {
  queue.add(settings("new"), Lane::sweep, kNoon);
  queue.add(filters("old"), Lane::sweep, kNoon - 2h);
  queue.add(settings("never"), Lane::sweep, std::nullopt);
  queue.add(kSources, Lane::sweep, kNoon);
  BOOST_TEST((next() == kSources));
  BOOST_TEST((next() == settings("never")));
  BOOST_TEST((next() == filters("old")));
  BOOST_TEST((next() == settings("new")));
  BOOST_TEST(!next());
}

BOOST_AUTO_TEST_CASE(equally_old_things_go_in_the_order_of_their_coming) {
  queue.add(filters("b"), Lane::sweep, kNoon);
  queue.add(settings("c"), Lane::sweep, kNoon);
  queue.add(filters("a"), Lane::sweep, kNoon);
  BOOST_TEST((next() == filters("b")));
  BOOST_TEST((next() == settings("c")));
  BOOST_TEST((next() == filters("a")));
}

BOOST_AUTO_TEST_CASE(nothing_stands_in_it_twice) {
  BOOST_TEST(queue.add(kSources, Lane::sweep, kNoon));
  BOOST_TEST(!queue.add(kSources, Lane::sweep, kNoon - 1h));
  BOOST_TEST(queue.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_becomes_urgent_moves_up_and_never_back) {
  queue.add(kSources, Lane::sweep, kNoon);
  BOOST_TEST(!queue.add(kSources, Lane::urgent, kNoon));
  BOOST_TEST(!queue.add(kSources, Lane::sweep, kNoon));
  BOOST_TEST(queue.empty(Lane::sweep));
  BOOST_TEST((next(Lane::urgent) == kSources));
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(a_kind_that_may_not_be_asked_now_does_not_hold_up_the_others) {
  queue.add(filters("a"), Lane::sweep, std::nullopt);
  queue.add(settings("b"), Lane::sweep, kNoon);
  const auto may_ask = [](const Due& due) { return due.kind->name != "destination_filter"; };
  BOOST_TEST((queue.next(Lane::sweep, may_ask) == settings("b")));
  BOOST_TEST(!queue.next(Lane::sweep, may_ask));
  BOOST_TEST(queue.size() == 1u);
}

BOOST_AUTO_TEST_CASE(it_knows_whether_something_waits_that_was_never_seen) {
  queue.add(kSources, Lane::sweep, kNoon);
  BOOST_TEST(!queue.holds_unseen());
  queue.add(kDestinations, Lane::sweep, std::nullopt);
  BOOST_TEST(queue.holds_unseen());
  BOOST_TEST((next() == kDestinations));
  BOOST_TEST(!queue.holds_unseen());
  queue.add(kDestinations, Lane::sweep, std::nullopt);
  BOOST_TEST(queue.clear().size() == 2u);
  BOOST_TEST(!queue.holds_unseen());
}

BOOST_AUTO_TEST_SUITE_END()
