#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>

#include "rules/pack_loader.h"
#include "rules/policy_test.h"

using namespace segaudit;
using namespace segaudit::rules;

namespace {

std::vector<std::string> texts(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(to_string(problem));
  return lines;
}

// A case of a shipped pack with the policy it is about.
struct ShippedCase {
  Policy policy;
  PolicyTestCase test;
};

std::ostream& operator<<(std::ostream& out, const ShippedCase& shipped) {
  return out << shipped.policy.file << ", " << shipped.policy.id << ": " << shipped.test.name;
}

std::vector<ShippedCase> shipped_cases() {
  std::vector<ShippedCase> cases;
  auto model = storage::QuerySession::empty();
  for (const auto& pack : builtin_packs()) {
    const LoadedPack loaded = load_pack(std::string(pack.text), std::string(pack.file), model);
    const PolicyTests tests = read_policy_tests(std::string(pack.tests), std::string(pack.file));
    for (const auto& policy : loaded.pack.policies)
      for (const auto& test : tests.cases)
        if (test.policy == policy.id) cases.push_back({policy, test});
  }
  return cases;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shipped_packs_tests)

BOOST_AUTO_TEST_CASE(shipped_packs_and_their_tests_have_no_problems) {
  auto model = storage::QuerySession::empty();
  BOOST_TEST(builtin_packs().size() == 7u);
  for (const auto& pack : builtin_packs()) {
    BOOST_TEST(
        texts(load_pack(std::string(pack.text), std::string(pack.file), model).problems) == std::vector<std::string>{},
        boost::test_tools::per_element());
    const PolicyTests tests = read_policy_tests(std::string(pack.tests), std::string(pack.file));
    BOOST_TEST(texts(tests.problems) == std::vector<std::string>{}, boost::test_tools::per_element());
    BOOST_TEST(tests.pack == pack.file);
  }
}

BOOST_DATA_TEST_CASE(each_case_of_the_shipped_packs_passes, boost::unit_test::data::make(shipped_cases()), shipped) {
  const TestResult result = run_policy_test(shipped.test, shipped.policy);
  for (const auto& difference : result.differences) BOOST_ERROR(shipped << "\n  " << difference);
}

BOOST_AUTO_TEST_CASE(every_shipped_policy_has_a_case_that_finds_one_that_does_not_and_one_that_is_unknown) {
  std::map<std::string, std::set<std::string>> seen;
  std::map<std::string, std::set<std::string>> wanted;
  for (const auto& [policy, test] : shipped_cases()) {
    const bool with_gap = std::ranges::any_of(test.looks, [](const TestLook& look) { return !look.missing.empty(); });
    if (!test.find.empty()) seen[policy.id].insert("finds");
    if (test.find.empty() && test.unknown.empty() && !test.all_unknown) seen[policy.id].insert("does not find");
    if (!test.unknown.empty() || test.all_unknown) seen[policy.id].insert("is unknown");
    if (!test.find.empty() && with_gap) seen[policy.id].insert("finds in spite of a gap");
  }
  auto model = storage::QuerySession::empty();
  for (const auto& pack : builtin_packs())
    for (const auto& policy : load_pack(std::string(pack.text), std::string(pack.file), model).pack.policies) {
      BOOST_TEST(seen[policy.id].contains("finds"), policy.id);
      BOOST_TEST(seen[policy.id].contains("does not find"), policy.id);
      // What happened cannot be unknown.
      BOOST_TEST(seen[policy.id].contains(policy.type == PolicyType::event ? "finds in spite of a gap" : "is unknown"),
                 policy.id);
    }
}

// A ring of sources, each of which forwards to the next one; ids are in no order along the ring.
std::string a_ring_of(int length) {
  std::string sources, settings;
  for (int i = 0; i < length; ++i) {
    const auto id = [&](int place) { return "s" + std::to_string((place % length) * 7919 % length); };
    sources += "        - {id: " + id(i) + ", name: N" + std::to_string(i) + "}\n";
    settings += "        " + id(i) + ": {forwardingBlockedEventsTo: " + id(i + 1) + "}\n";
  }
  return "pack: forwarding.yml\ncases:\n  - policy: forwarding-without-cycle\n    name: ring\n    given:\n      "
         "source:\n" +
         sources + "      source_settings:\n" + settings + "    find: []\n";
}

BOOST_AUTO_TEST_CASE(a_circle_of_any_length_is_found_at_every_member) {
  for (const int length : {2, 3, 10, 150}) {
    const PolicyTests tests = read_policy_tests(a_ring_of(length), "ring.test.yml");
    BOOST_REQUIRE(tests.problems.empty());
    for (const auto& shipped : shipped_cases()) {
      if (shipped.policy.id != "forwarding-without-cycle") continue;
      const TestResult result = run_policy_test(tests.cases[0], shipped.policy);
      BOOST_TEST(result.differences.size() == std::size_t(length));
      for (const auto& difference : result.differences) {
        BOOST_TEST(difference.starts_with("found, but not expected: s"));
        const auto arrows = std::ranges::count(difference.substr(0, difference.find("evidence")), '>');
        BOOST_TEST(arrows == length);  // N0 > N1, N1 > N2, ...: every member is named
      }
      break;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
