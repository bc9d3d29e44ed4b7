#include <boost/test/unit_test.hpp>

#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

struct Fixture : SimulatedWorkspace {
  agent::LookResult look(const char* kind, std::vector<std::string> known, const std::string& parent = "") {
    return agent::confirmed_look(looker, {&agent::kind_named(kind), parent, "", std::move(known), {}}, {});
  }
  std::vector<std::string> gone(const agent::LookResult& result) { return std::get<agent::Found>(result.outcome).gone; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(confirmed_look_tests, Fixture)

BOOST_AUTO_TEST_CASE(half_a_list_is_not_believed_at_once) {
  BOOST_TEST(!agent::shrank_suspiciously(10, 5));
  BOOST_TEST(agent::shrank_suspiciously(10, 6));
  BOOST_TEST(!agent::shrank_suspiciously(3, 3));
}

BOOST_AUTO_TEST_CASE(what_the_api_does_not_know_any_more_is_gone) {
  BOOST_TEST((gone(look("source", {"webProd4Xk9", "neverWas"})) == std::vector<std::string>{"neverWas"}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_confirmed_is_not_gone) {
  fault("/sources/neverWas", 500);
  BOOST_TEST(gone(look("source", {"neverWas"})).empty());
}

BOOST_AUTO_TEST_CASE(what_the_list_missed_but_the_api_knows_is_there) {
  simulator::FaultRule rule;
  rule.endpoint = "/sources";
  rule.status = 200;
  rule.content_type = "application/json";
  rule.body = R"({"data":{"sources":[],"pagination":{"current":""}}})";
  simulator.faults().add(rule);
  const auto result = look("source", {"webProd4Xk9"});
  BOOST_TEST(gone(result).empty());
  BOOST_TEST(std::get<agent::Found>(result.outcome).looked.ids.contains("webProd4Xk9"));
}

BOOST_AUTO_TEST_CASE(an_edge_must_be_missing_from_two_lists) {
  const auto plans = simulator.workspace().ids("tracking_plan");
  const std::string plan = plans.front();
  const std::string gone_edge = plan + "/neverWas";
  BOOST_TEST((gone(look("tracking_plan_source", {gone_edge}, plan)) == std::vector<std::string>{gone_edge}));
  const auto edges = simulator.workspace().ids("tracking_plan_source", plan);
  simulator::FaultRule once;
  once.endpoint = "/tracking-plans/" + plan + "/sources";
  once.status = 200;
  once.times = 1;
  once.content_type = "application/json";
  once.body = R"({"data":{"sources":[],"pagination":{"current":""}}})";
  simulator.faults().add(once);
  BOOST_TEST(gone(look("tracking_plan_source", {plan + "/" + edges.front()}, plan)).empty());
}

BOOST_AUTO_TEST_CASE(a_second_list_that_lacks_something_else_is_not_remembered_as_whole) {
  const auto plans = simulator.workspace().ids("tracking_plan");
  const std::string plan = plans.front();
  const auto answer = [&](const std::string& items, long times) {
    simulator::FaultRule rule;
    rule.endpoint = "/tracking-plans/" + plan + "/sources";
    rule.status = 200;
    rule.times = times;
    rule.content_type = "application/json";
    rule.body = R"({"data":{"sources":[)" + items + R"(],"pagination":{"current":""}}})";
    simulator.faults().add(rule);
  };
  answer(R"({"id":"a"})", 1);
  answer(R"({"id":"b"})", 1);
  const auto result = look("tracking_plan_source", {plan + "/a", plan + "/b"}, plan);
  BOOST_TEST(gone(result).empty());
  BOOST_TEST(std::get<agent::Found>(result.outcome).looked.seen.pages.empty());
}

BOOST_AUTO_TEST_CASE(a_failed_look_says_why_and_finds_nothing) {
  fault("/sources", 500);
  const auto result = look("source", {"webProd4Xk9"});
  const auto& missed = std::get<agent::Missed>(result.outcome);
  BOOST_TEST((missed.failure == agent::Failure::unreachable));
  BOOST_TEST(missed.detail.starts_with("GET /sources: status 500"), missed.detail);
}

BOOST_AUTO_TEST_SUITE_END()
