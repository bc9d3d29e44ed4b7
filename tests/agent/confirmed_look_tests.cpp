#include <boost/test/unit_test.hpp>

#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

struct Fixture : SimulatedWorkspace {
  agent::LookResult look(const char* kind, std::vector<std::string> known, const std::string& parent = "") {
    return agent::confirmed_look(
        looker, {.kind = &agent::kind_named(kind), .parent = parent, .id = "", .known = std::move(known)}, {});
  }
  std::vector<std::string> gone(const agent::LookResult& result) { return std::get<agent::Found>(result.outcome).gone; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(confirmed_look_tests, Fixture)

BOOST_AUTO_TEST_CASE(half_a_list_is_not_believed_at_once) {
  BOOST_TEST(!agent::shrank_suspiciously(10, 5, 0.5));
  BOOST_TEST(agent::shrank_suspiciously(10, 6, 0.5));
  BOOST_TEST(!agent::shrank_suspiciously(3, 3, 0.5));
}

BOOST_AUTO_TEST_CASE(how_much_may_be_missing_is_a_choice) {
  BOOST_TEST(agent::shrank_suspiciously(10, 2, 0.1));
  BOOST_TEST(!agent::shrank_suspiciously(10, 9, 0.9));
  BOOST_TEST(!agent::shrank_suspiciously(10, 10, 1));
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

BOOST_AUTO_TEST_CASE(an_edge_that_the_list_lacks_is_not_found_and_the_list_not_remembered_as_whole) {
  const std::string plan = "tp_acmeWebShop8Kd";
  const std::string gone_edge = plan + "/neverWas";
  const auto result = look("tracking_plan_source", {gone_edge}, plan);
  BOOST_TEST((gone(result) == std::vector<std::string>{gone_edge}));
  BOOST_TEST(std::get<agent::Found>(result.outcome).looked.seen.pages.empty());
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
  // given so much missing that the list is read twice
  answer(R"({"id":"a"})", 1);
  answer(R"({"id":"b"})", 1);
  const auto result = look("tracking_plan_source", {plan + "/a", plan + "/b", plan + "/c", plan + "/d"}, plan);
  BOOST_TEST((gone(result) == std::vector<std::string>{plan + "/c", plan + "/d"}));
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
