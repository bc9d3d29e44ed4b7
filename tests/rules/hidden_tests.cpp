#include "rules/hidden.h"

#include <boost/test/unit_test.hpp>

#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

BOOST_AUTO_TEST_SUITE(hidden_tests)

BOOST_AUTO_TEST_CASE(a_gap_in_a_root_list_hides_the_whole_policy) {
  const Hidden hidden = hidden_from(a_policy("p"), std::vector<storage::Blindness>{{"source", "", "", "timeout"}});
  BOOST_TEST(hidden.everything == "no complete look at source (timeout)");
}

BOOST_AUTO_TEST_CASE(a_gap_in_a_part_of_a_list_hides_the_whole_policy_and_names_the_part) {
  const Hidden hidden = hidden_from(a_policy("p"), std::vector<storage::Blindness>{{"function", "SOURCE", "", "timeout"}});
  BOOST_TEST(hidden.everything == "no complete look at function SOURCE (timeout)");
}

BOOST_AUTO_TEST_CASE(a_gap_under_a_resource_of_the_policys_kind_hides_that_resource_only) {
  const std::vector<storage::Blindness> gaps = {{"source_settings", "s1", "source", "unreachable"},
                                                {"source_warnings", "s1", "source", "not_available"}};
  const Hidden hidden = hidden_from(a_policy("p"), gaps);
  BOOST_TEST(hidden.everything == "");
  BOOST_TEST((hidden.resources == std::map<std::string, std::string>{
                                      {"s1",
                                       "no complete look at source_settings of source s1 (unreachable); "
                                       "no complete look at source_warnings of source s1 (not_available)"}}));
}

BOOST_AUTO_TEST_CASE(a_gap_under_another_kind_hides_the_whole_policy) {
  std::vector<storage::Blindness> gaps;
  for (const char* plan : {"tp1", "tp2", "tp3", "tp4", "tp5"})
    gaps.push_back({"tracking_plan_source", plan, "tracking_plan", "not_yet_observed"});
  BOOST_TEST(hidden_from(a_policy("p"), gaps).everything ==
             "no complete look at tracking_plan_source of tracking_plan tp1 (not_yet_observed); "
             "no complete look at tracking_plan_source of tracking_plan tp2 (not_yet_observed); "
             "no complete look at tracking_plan_source of tracking_plan tp3 (not_yet_observed); and 2 more");
}

BOOST_AUTO_TEST_CASE(nothing_is_said_about_hidden_resources) {
  Judged judged;
  judged.findings = {a_finding("s1"), a_finding("s2")};
  judged.unknown = {{"s1", "the query says so"}, {"s3", "the query says so"}};
  const auto outcome = std::get<Judged>(without_hidden(judged, {{"s1", "a gap"}}));
  BOOST_REQUIRE(outcome.findings.size() == 1u);
  BOOST_TEST(outcome.findings[0].resource_id == "s2");
  BOOST_TEST((outcome.unknown == std::map<std::string, std::string>{{"s1", "a gap"}, {"s3", "the query says so"}}));
}

BOOST_AUTO_TEST_CASE(a_failure_stays_a_failure) {
  BOOST_TEST((without_hidden(Failed{"why"}, {{"s1", "a gap"}}) == Outcome(Failed{"why"})));
}

BOOST_AUTO_TEST_SUITE_END()
