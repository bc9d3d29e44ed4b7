#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>

#include "agent/look_crew.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace std::chrono_literals;

namespace {

LookJob job(const char* parent, Lane lane = Lane::sweep) {
  return {.kind = &kind_named("source_settings"), .parent = parent, .id = "", .lane = lane};
}

LookResult done(LookJob job) { return {std::move(job), Missed{Failure::unreachable, "as planned"}}; }

// Everything that comes of what was given, in the order of its end.
std::vector<std::string> all_results(LookCrew& crew) {
  std::vector<std::string> parents;
  while (!crew.is_idle() || parents.empty())
    for (const auto& result : crew.results(1, 1s)) parents.push_back(result.job.parent);
  for (const auto& result : crew.results(1, 1s)) parents.push_back(result.job.parent);
  return parents;
}

const auto kAlways = [](const LookJob&) { return true; };

}  // namespace

BOOST_AUTO_TEST_SUITE(look_crew_tests)

BOOST_AUTO_TEST_CASE(what_is_given_is_looked_at) {
  LookCrew crew(2, [](LookJob one, std::stop_token) { return done(std::move(one)); }, kAlways);
  for (const char* parent : {"a", "b", "c"}) crew.give(job(parent));
  auto results = all_results(crew);
  std::sort(results.begin(), results.end());
  BOOST_TEST(results == (std::vector<std::string>{"a", "b", "c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_urgent_job_does_not_wait_for_the_slow_answers_of_a_sweep) {
  std::promise<void> slow;
  auto until = slow.get_future().share();
  LookCrew crew(1, [&](LookJob one, std::stop_token) {
    if (one.lane == Lane::sweep) until.wait();
    return done(std::move(one));
  }, kAlways);
  for (const char* parent : {"a", "b"}) crew.give(job(parent));
  crew.give(job("urgent", Lane::urgent));
  std::vector<LookResult> results;
  while (results.empty()) results = crew.results(1, 1s);
  BOOST_TEST(results.size() == 1u);
  BOOST_TEST(results[0].job.parent == "urgent");
  slow.set_value();
}

BOOST_AUTO_TEST_CASE(what_may_not_start_does_not_hold_up_what_may) {
  std::atomic<bool> open = false;
  LookCrew crew(1, [](LookJob one, std::stop_token) { return done(std::move(one)); },
                [&](const LookJob& one) { return one.parent != "held" || open.load(); });
  crew.give(job("held"));
  crew.give(job("free"));
  BOOST_TEST(all_results(crew) == (std::vector<std::string>{"free"}), boost::test_tools::per_element());
  BOOST_TEST(crew.is_idle());
  BOOST_TEST(crew.waiting(Lane::sweep) == 1u);
  BOOST_TEST((crew.shortest_wait([](const LookJob&) { return 7ms; }) == 7ms));
  open = true;
  BOOST_TEST(all_results(crew) == (std::vector<std::string>{"held"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_has_not_started_can_be_taken_back) {
  LookCrew crew(1, [](LookJob one, std::stop_token) { return done(std::move(one)); }, [](const LookJob&) { return false; });
  crew.give(job("a"));
  crew.give(job("b", Lane::urgent));
  BOOST_TEST(crew.take_back().size() == 2u);
  BOOST_TEST(!crew.shortest_wait([](const LookJob&) { return 0ms; }));
}

BOOST_AUTO_TEST_CASE(an_interruption_reaches_what_is_at_work_and_drops_the_rest) {
  std::promise<void> began;
  LookCrew crew(1, [&](LookJob one, std::stop_token stop) {
    began.set_value();
    while (!stop.stop_requested()) std::this_thread::yield();
    return LookResult{std::move(one), Missed{Failure::stopped, "stopped"}};
  }, kAlways);
  crew.give(job("a"));
  began.get_future().wait();
  crew.give(job("b"));
  crew.interrupt();
  BOOST_TEST(all_results(crew) == (std::vector<std::string>{"a"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
