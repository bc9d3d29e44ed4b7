#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "rules/reconcile.h"
#include "tests/rules/waiver_builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;
using storage::Transition;
using storage::Violation;
using storage::ViolationState;

namespace {

using Key = std::pair<std::string, std::string>;  // policy, resource

// A random life of a few policies over a few resources, step by step, with the violations kept as the store keeps them.
class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed)
      : random_(seed), policies_{a_policy("a"), a_policy("b", 5min), a_policy("c", 1h)} {}

  void step() {
    now_ += std::chrono::minutes(pick(0, 40));
    if (pick(0, 9) == 0) policies_[std::size_t(pick(0, 2))].severity = Severity(pick(0, 4));
    if (pick(0, 9) == 0) change_waivers();
    const std::vector<Evaluation> said = evaluations();
    const std::vector<Violation> before = active();
    const std::vector<Transition> transitions = reconcile(before, said, now_, waivers_);
    check(said, transitions);
    for (const auto& transition : transitions) apply(transition);
    check_result(said);
    BOOST_TEST(lines(reconcile(active(), said, now_, waivers_)).empty());  // once said is enough
  }

 private:
  int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  std::vector<Violation> active() const {
    std::vector<Violation> all;
    for (const auto& [key, violation] : active_) all.push_back(violation);
    return all;
  }

  void change_waivers() {
    std::vector<Waiver> waivers;
    for (const std::string policy : {"a", "b", "*"})
      for (int i = 0; i < 5; ++i)
        if (pick(0, 4) == 0)
          waivers.push_back(a_waiver(policy, "source/s" + std::to_string(i), now_ + std::chrono::minutes(pick(-60, 600))));
    waivers_ = Waivers(std::move(waivers));
  }

  bool is_waived(const Violation& violation) const { return waivers_.in_force(violation, {}, now_) != nullptr; }

  std::vector<Evaluation> evaluations() {
    std::vector<Evaluation> said;
    for (const auto& policy : policies_) {
      const int outcome = pick(0, 9);
      if (outcome == 0) continue;
      if (outcome == 1)
        said.push_back({&policy, Failed{"timed out"}, {}});
      else if (outcome == 2)
        said.push_back({&policy, Unknown{"a gap"}, {}});
      else
        said.push_back(judgement(policy));
    }
    return said;
  }

  Evaluation judgement(const Policy& policy) {
    std::vector<std::string> ids;
    std::map<std::string, std::string> unknown;
    for (int i = 0; i < 5; ++i) {
      const std::string id = "s" + std::to_string(i);
      const int said = pick(0, 5);
      if (said == 0) unknown[id] = "a gap";
      if (said <= 3) ids.push_back(id);
    }
    return found(policy, ids, unknown);
  }

  static const Judged* judged_by(const std::vector<Evaluation>& said, const std::string& policy) {
    for (const auto& evaluation : said)
      if (evaluation.policy->id == policy) return std::get_if<Judged>(&evaluation.outcome);
    return nullptr;
  }

  void check(const std::vector<Evaluation>& said, const std::vector<Transition>& transitions) {
    std::set<Key> seen;
    for (const auto& [from, after] : transitions) {
      const Key key{after.policy, after.resource_id};
      const auto known = active_.find(key);
      const Judged* judged = judged_by(said, after.policy);
      BOOST_TEST(seen.insert(key).second);  // one step per violation
      BOOST_TEST(from.has_value() == (known != active_.end()));
      if (!judged || judged->unknown.contains(after.resource_id)) {
        // Nothing is said about the unknown: only a waiver that came or went may move it.
        BOOST_REQUIRE(from.has_value());
        BOOST_TEST((*from == ViolationState::waived || after.state == ViolationState::waived));
        BOOST_TEST((after.state != ViolationState::resolved));
      } else {
        BOOST_TEST((after.state == ViolationState::resolved) == !finds(*judged, after.resource_id));
      }
      BOOST_TEST((after.state_since >= after.first_seen));
      if (known == active_.end()) continue;
      BOOST_TEST((*from == known->second.state));
      BOOST_TEST((after.first_seen == known->second.first_seen));
      BOOST_TEST((after.state_since >= known->second.state_since));
      if (*from == ViolationState::open) BOOST_TEST((after.state != ViolationState::pending));
    }
  }

  static bool finds(const Judged& judged, const std::string& id) {
    return std::ranges::any_of(judged.findings, [&](const Finding& finding) { return finding.resource_id == id; });
  }

  void apply(const Transition& transition) {
    const Violation& after = transition.violation;
    if (after.state == ViolationState::resolved)
      active_.erase({after.policy, after.resource_id});
    else
      active_[{after.policy, after.resource_id}] = after;
  }

  // Afterwards, what a waiver names is waived and nothing else is; what a judged policy found is active and the rest is
  // not, apart from what is unknown.
  void check_result(const std::vector<Evaluation>& said) {
    for (const auto& [key, violation] : active_) {
      BOOST_TEST((violation.state == ViolationState::waived) == is_waived(violation));
      BOOST_TEST(violation.waiver.empty() == !is_waived(violation));
    }
    for (const auto& policy : policies_) {
      const Judged* judged = judged_by(said, policy.id);
      if (!judged) continue;
      for (int i = 0; i < 5; ++i) {
        const std::string id = "s" + std::to_string(i);
        const auto known = active_.find({policy.id, id});
        if (judged->unknown.contains(id)) continue;
        BOOST_TEST((known != active_.end()) == finds(*judged, id));
        if (known == active_.end()) continue;
        BOOST_TEST(known->second.severity == to_string(policy.severity));
        if (known->second.state == ViolationState::pending)
          BOOST_TEST((now_ - known->second.first_seen < policy.for_duration));
      }
    }
  }

  std::mt19937 random_;
  std::vector<Policy> policies_;
  std::map<Key, Violation> active_;
  Waivers waivers_;
  storage::Time now_ = kNoon;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reconcile_property_tests)

BOOST_AUTO_TEST_CASE(whatever_policies_say_no_violation_is_lost_made_up_or_moved_back) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      RandomHistory history(seed);
      for (int i = 0; i < 50; ++i) history.step();
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
