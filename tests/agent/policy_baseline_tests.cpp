#include "agent/policy_baseline.h"

#include <boost/test/unit_test.hpp>

#include "agent/policy_plan.h"
#include "rules/waiver_reader.h"
#include "rules/waivers.h"
#include "tests/support/observations.h"

using namespace segaudit;
using namespace segaudit::agent;
using storage::Violation;
using storage::ViolationState;

namespace {

Violation a_violation(const std::string& policy, const std::string& id, const std::string& name = "A name",
                      ViolationState state = ViolationState::open) {
  Violation violation;
  violation.policy = policy;
  violation.resource_kind = "source";
  violation.resource_id = id;
  violation.resource_name = name;
  violation.severity = "high";
  violation.state = state;
  violation.message = id + " is wrong";
  return violation;
}

WorkspaceState a_state(const std::string& name, std::vector<Violation> violations) {
  WorkspaceState state;
  state.name = name;
  state.violations = std::move(violations);
  for (const auto& violation : state.violations)
    state.resource_hashes[{violation.resource_kind, violation.resource_id}] = std::string(64, 'b');
  return state;
}

const BaselineTerms kTerms = {"data-platform@example.com", "the first day", "2026-12-31", false, false};

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_baseline_tests)

BOOST_AUTO_TEST_CASE(what_it_writes_waives_everything_that_is_open_and_nothing_else) {
  const std::vector<Violation> violations = {
      a_violation("p", "s2"), a_violation("p", "s1", "evil\n  - policy: '*'\xE2\x80\xA8"), a_violation("q", "a*b"),
      a_violation("p", "s3", "s3", ViolationState::pending), a_violation("p", "s4", "s4", ViolationState::waived)};
  for (const bool bind : {false, true}) {
    BaselineTerms terms = kTerms;
    terms.bind = bind;
    const std::string text = baseline_file({a_state("acme", violations)}, terms);
    const auto loaded = rules::load_waivers(text, "b.yml", {std::nullopt, {"acme"}});
    BOOST_TEST(loaded.problems.empty(), text);
    BOOST_REQUIRE_EQUAL(loaded.file.waivers.size(), 3u);
    const rules::Waivers waivers(loaded.file.waivers);
    const rules::BodyHashes bodies = {{{"source", "s1"}, {std::string(64, 'b')}},
                                      {{"source", "s2"}, {std::string(64, 'b')}},
                                      {{"source", "a*b"}, {std::string(64, 'b')}}};
    for (const auto& violation : violations)
      BOOST_TEST((waivers.in_force(violation, bodies, tests::kNoon) != nullptr) ==
                 (violation.state == ViolationState::open));
    BOOST_TEST((waivers.in_force(a_violation("q", "axb"), bodies, tests::kNoon) == nullptr));
    if (bind) BOOST_TEST((waivers.in_force(violations[0], {}, tests::kNoon) == nullptr));
  }
}

BOOST_AUTO_TEST_CASE(the_same_state_gives_the_same_file_in_whatever_order) {
  const Violation one = a_violation("p", "s1"), two = a_violation("p", "s2"), three = a_violation("a", "s9");
  BOOST_TEST(baseline_file({a_state("acme", {one, two, three})}, kTerms) ==
             baseline_file({a_state("acme", {three, two, one})}, kTerms));
}

BOOST_AUTO_TEST_CASE(several_workspaces_are_named) {
  BaselineTerms terms = kTerms;
  terms.name_workspace = true;
  const std::string text =
      baseline_file({a_state("globex", {a_violation("p", "s1")}), a_state("acme", {a_violation("p", "s1")})}, terms);
  const auto loaded = rules::load_waivers(text, "b.yml", {std::nullopt, {"acme", "globex"}});
  BOOST_TEST(loaded.problems.empty());
  BOOST_REQUIRE_EQUAL(loaded.file.waivers.size(), 2u);
  BOOST_TEST(loaded.file.waivers[0].workspace == "acme");
  BOOST_TEST(loaded.file.waivers[1].workspace == "globex");
}

BOOST_AUTO_TEST_CASE(a_plan_tells_what_would_be_different_and_nothing_else) {
  const std::vector<Violation> before = {a_violation("p", "closes"), a_violation("p", "stays"),
                                         a_violation("p", "milder"), a_violation("p", "waived")};
  std::vector<Violation> after = {a_violation("p", "stays"), a_violation("p", "milder"), a_violation("p", "waived"),
                                  a_violation("p", "opens"), a_violation("p", "waits", "x", ViolationState::pending)};
  after[0].message = "other words";
  after[1].severity = "low";
  after[2].state = ViolationState::waived;
  after[2].waiver = "a waiver";
  Plan plan;
  plan.pack = "own";
  plan.file = "own.yml";
  plan.after.name = "acme";
  plan.steps = planned_steps(before, after);
  BOOST_TEST(plan_text(plan) ==
             "Pack own from own.yml, which would be new, on workspace acme:\n\n"
             "would open:\n  high p source opens\n    opens is wrong\n\n"
             "would open when their time has come (for):\n  high p source waits\n    waits is wrong\n\n"
             "would be waived:\n  high p source waived\n    waived is wrong\n    waiver: a waiver\n\n"
             "would close:\n  high p source closes\n    closes is wrong\n\n"
             "would have another severity:\n  low p source milder (now high)\n    milder is wrong\n\n"
             "1 would open, 1 would open when their time has come (for), 1 would be waived, 1 would close, "
             "1 would have another severity\n");
  BOOST_TEST(plan_exit_code(plan) == 1);
  plan.steps = planned_steps(before, before);
  BOOST_TEST(plan_exit_code(plan) == 0);
  PolicyState unknown;
  unknown.policy.pack = "own";
  plan.after.policies = {unknown};
  BOOST_TEST(plan_exit_code(plan) == 3);
  plan.after.policies[0].policy.pack = "another";
  BOOST_TEST(plan_exit_code(plan) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
