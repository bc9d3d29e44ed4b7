#include "rules/waivers.h"

#include <boost/test/unit_test.hpp>

#include "tests/rules/waiver_builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;
using storage::Violation;
using storage::ViolationState;

namespace {

const std::string kHash(64, 'a');

std::string names_of_waiver(const std::vector<Waiver>& waivers, const Violation& violation, storage::Time now = kNoon,
                            const BodyHashes& bodies = {}) {
  const Waivers all(waivers);
  const Waiver* const found = all.in_force(violation, bodies, now);
  return found ? found->policy + " on " + found->resource : "";
}

std::vector<std::string> states(const std::vector<Waiver>& waivers, const std::vector<Violation>& violations,
                                storage::Time now = kNoon, const BodyHashes& bodies = {}) {
  const Waivers all(waivers);
  std::vector<std::string> found;
  for (const auto& use : all.uses(violations, bodies, now))
    found.push_back(to_string(use.state) + " " + std::to_string(use.matches) + (use.changed ? " changed" : ""));
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(waivers_tests)

BOOST_AUTO_TEST_CASE(policy_kind_and_id_must_all_fit) {
  const Violation violation = a_violation("forwarding-target-exists", "abc1");
  for (const auto& [policy, resource] :
       std::vector<std::pair<std::string, std::string>>{{"forwarding-target-exists", "source/abc1"},
                                                        {"forwarding-*", "source/abc1"},
                                                        {"*", "*"},
                                                        {"forwarding-target-exists", "source/a*"},
                                                        {"forwarding-target-exists", "source/*"}})
    BOOST_TEST(names_of_waiver({a_waiver(policy, resource)}, violation) == policy + " on " + resource);
  for (const auto& [policy, resource] :
       std::vector<std::pair<std::string, std::string>>{{"forwarding-target-enabled", "source/abc1"},
                                                        {"forwarding-target-exists", "destination/abc1"},
                                                        {"forwarding-target-exists", "source/abc"},
                                                        {"forwarding-target-exists", "source/b*"},
                                                        {"forwarding-target-exists", "source/ABC1"},
                                                        {"forwarding", "*"}})
    BOOST_TEST(names_of_waiver({a_waiver(policy, resource)}, violation).empty());
}

BOOST_AUTO_TEST_CASE(it_holds_up_to_its_end_and_not_a_moment_longer) {
  const Waiver waiver = a_waiver("p", "source/s1", kNoon);
  BOOST_TEST(!names_of_waiver({waiver}, a_violation("p", "s1"), kNoon - 1ms).empty());
  BOOST_TEST(names_of_waiver({waiver}, a_violation("p", "s1"), kNoon).empty());
}

BOOST_AUTO_TEST_CASE(of_several_the_one_that_holds_longest_counts_then_the_first) {
  const Violation violation = a_violation("p", "s1");
  const Waiver exact = a_waiver("p", "source/s1", kNoon + 1h), wide = a_waiver("p", "source/*", kNoon + 2h);
  BOOST_TEST(names_of_waiver({exact, wide}, violation) == "p on source/*");
  BOOST_TEST(names_of_waiver({exact, wide}, violation, kNoon + 2h).empty());
  const Waiver other = a_waiver("*", "source/s1", kNoon + 2h);
  BOOST_TEST(names_of_waiver({wide, other}, violation) == "p on source/*");
  BOOST_TEST(names_of_waiver({other, wide}, violation) == "* on source/s1");
}

BOOST_AUTO_TEST_CASE(a_bound_waiver_holds_for_one_body_only_and_not_for_none) {
  const std::vector<Waiver> waivers = {bound(a_waiver("p", "source/s1"), kHash)};
  const Violation violation = a_violation("p", "s1");
  BOOST_TEST(!names_of_waiver(waivers, violation, kNoon, {{{"source", "s1"}, {kHash}}}).empty());
  // Our own reader may have given the same facts another form since.
  BOOST_TEST(!names_of_waiver(waivers, violation, kNoon, {{{"source", "s1"}, {"newer", kHash}}}).empty());
  BOOST_TEST(names_of_waiver(waivers, violation, kNoon, {{{"source", "s1"}, {"another"}}}).empty());
  BOOST_TEST(names_of_waiver(waivers, violation, kNoon, {}).empty());
}

BOOST_AUTO_TEST_CASE(every_waiver_is_in_exactly_one_state) {
  const std::vector<Violation> violations = {a_violation("p", "s1"), a_violation("p", "s2", ViolationState::waived),
                                             a_violation("p", "s3", ViolationState::resolved)};
  const std::vector<Waiver> waivers = {a_waiver("p", "source/s1", kNoon + 15 * 24h),
                                       a_waiver("p", "source/*", kNoon + 14 * 24h),
                                       a_waiver("p", "source/s2", kNoon - 1h),
                                       a_waiver("p", "source/s3", kNoon + 15 * 24h),
                                       a_waiver("q", "*", kNoon - 1h),
                                       bound(a_waiver("p", "source/s1"), kHash)};
  BOOST_TEST(states(waivers, violations) ==
                 (Lines{"active 1", "expiring 2", "expired 1", "unused 0", "unused 0", "expired 1 changed"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_id_with_pattern_characters_is_named_by_escapes) {
  BOOST_TEST(!names_of_waiver({a_waiver("p", "source/a\\*b")}, a_violation("p", "a*b")).empty());
  BOOST_TEST(names_of_waiver({a_waiver("p", "source/a\\*b")}, a_violation("p", "axb")).empty());
}

BOOST_AUTO_TEST_CASE(only_waivers_of_the_workspace_concern_it) {
  WaiverFile file{"w.yml", {a_waiver("p", "*"), a_waiver("q", "*"), a_waiver("r", "*")}};
  file.waivers[1].workspace = "acme";
  file.waivers[2].workspace = "globex";
  const auto own = waivers_of(file, "acme");
  BOOST_REQUIRE(own.size() == 2u);
  BOOST_TEST(own[1].policy == "q");
}

BOOST_AUTO_TEST_SUITE_END()
