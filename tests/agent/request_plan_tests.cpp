#include <boost/test/unit_test.hpp>

#include "agent/request_plan.h"
#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

const Kind& kSettings = kind_named("source_settings");
const Kind& kRules = kind_named("tracking_plan_rule");

RequestPlan plan_for(std::int64_t requests, std::int64_t points, const Kind& kind = kSettings) {
  return request_plan({{&kind, requests, requests}}, {}, 0.5, points);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_plan_tests)

BOOST_AUTO_TEST_CASE(what_fits_is_looked_at_as_often_as_planned) {
  const auto plan = plan_for(3600, 60);  // ten a minute over six hours, of thirty
  BOOST_TEST(plan.ours == 30.0);
  BOOST_TEST(plan.pulse == 2.0);
  BOOST_TEST(plan.sweep == 10.0);
  BOOST_TEST(plan.fits());
  BOOST_TEST((plan.rows[0].achieved == 6h));
  BOOST_TEST(to_text(plan).find("everything fits") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_said_with_the_period_that_results) {
  const auto plan = plan_for(20'160, 60);  // 56 a minute, and 28 are left
  BOOST_TEST(!plan.fits());
  BOOST_TEST((plan.rows[0].achieved == 12h));
  const auto text = to_text(plan);
  BOOST_TEST(text.find("12h  does not fit") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(an_endpoint_with_a_limit_of_its_own_takes_as_long_as_that_allows) {
  const auto plan = plan_for(72'000, 6000, kRules);  // published: 200 a minute, so 100 are ours
  BOOST_TEST((plan.rows[0].achieved == 12h));
}

BOOST_AUTO_TEST_CASE(even_the_smallest_limit_has_a_plan) {
  const auto plan = plan_for(1000, 1);
  BOOST_TEST(!plan.fits());
  BOOST_TEST((plan.rows[0].achieved > 30h));
}

BOOST_FIXTURE_TEST_CASE(a_database_knows_how_much_there_is_to_ask_for, SimulatedWorkspace) {
  while (poll.next_wakeup() <= clock.now()) step();
  store.note("points_per_minute", "600");
  const auto stored = stored_load(store.path());
  BOOST_TEST(stored.points_per_minute.value() == 600);
  std::map<std::string, KindLoad> loads;
  for (const auto& load : stored.loads) loads[std::string(load.kind->name)] = load;
  BOOST_TEST(loads.at("source").requests == 1);
  BOOST_TEST(loads.at("source_settings").requests == std::int64_t(store.known_ids({"source", ""}).size()));
  BOOST_TEST(loads.at("function").collections == 5);
  BOOST_TEST(!loads.contains("audit_event"));
  BOOST_TEST(!loads.contains("destination_metadata"));
}

BOOST_AUTO_TEST_SUITE_END()
