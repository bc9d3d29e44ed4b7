#include "agent/first_sight.h"

#include <boost/test/unit_test.hpp>

#include "tests/agent/fake_clock.h"
#include "tests/agent/output_fixture.h"

using namespace segaudit;
using namespace segaudit::agent;

namespace {

struct Fixture {
  FakeClock clock;
  std::string lines;
  Log log{{LogLevel::info, LogFormat::logfmt}, clock, [this](std::string_view line) { lines += line; }};
  WorkspaceState state;

  Fixture() { state.name = "acme"; }
  bool says(const std::string& text) const { return lines.find(text) != std::string::npos; }
};

PolicyState unknown_policy(const std::string& id) {
  PolicyState policy;
  policy.policy.id = id;
  policy.evaluated = policy.success = true;
  policy.unknown_reason = "no complete look at user (not_available)";
  return policy;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(first_sight_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_token_that_sees_everything_gets_one_line) {
  state.resource_counts = {{"source", 3}, {"destination", 4}};
  log_first_sight(state, log);
  BOOST_TEST(says("resources=7"));
  BOOST_TEST(std::count(lines.begin(), lines.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_seen_is_named_once_for_each_kind_and_reason) {
  state.collections = {{{"user", ""}, storage::CollectionState::not_available, "", "status 403", {}, {}},
                       {{"function_code", "f1"}, storage::CollectionState::gap, "timeout", "late", {}, {}},
                       {{"function_code", "f2"}, storage::CollectionState::gap, "timeout", "late", {}, {}},
                       {{"source", ""}, storage::CollectionState::complete, "", "", {}, {}}};
  state.policies = {unknown_policy("user-email-domain"), unknown_policy("workspace-owner-count")};
  log_first_sight(state, log);
  BOOST_TEST(says("kind=user reason=not_available collections=1 detail=\"status 403\""), lines);
  BOOST_TEST(says("kind=function_code reason=timeout collections=2"), lines);
  BOOST_TEST(says("policies=\"user-email-domain and workspace-owner-count\""), lines);
  BOOST_TEST(!says("kind=source "));
}

BOOST_AUTO_TEST_SUITE_END()
