#include "rules/policy_set.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "rules/temporary_directory.h"
#include "rules/wording.h"
#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

struct Files {
  TemporaryDirectory directory;
  storage::QuerySession model = storage::QuerySession::empty();

  std::string path(const std::string& name) const { return (directory.path() / name).string(); }

  std::string write(const std::string& name, const std::string& policy) const {
    std::ofstream(path(name)) << "pack: own\npolicies:\n  - id: " << policy
                              << "\n    title: t\n    severity: low\n    resource: source\n    parameters: {most: 3}\n"
                                 "    query: SELECT id AS resource_id FROM sources WHERE write_keys > :most\n"
                                 "    message: m\n    remediation: r\n";
    return path(name);
  }
};

std::vector<std::string> ids(const std::vector<Policy>& policies) {
  std::vector<std::string> ids;
  for (const auto& policy : policies) ids.push_back(policy.id);
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_set_tests)

BOOST_FIXTURE_TEST_CASE(builtin_means_every_shipped_pack, Files) {
  const PolicySet set = load_policies({}, model);
  BOOST_TEST(lines(set.problems) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(set.policies.size() == 43u);
}

BOOST_FIXTURE_TEST_CASE(a_pattern_loads_its_files_in_order_and_leaves_out_tests, Files) {
  write("b.yml", "second");
  write("a.yml", "first");
  std::ofstream(path("a.test.yml")) << "pack: a.yml\ncases: []\n";
  const PolicySet set = load_policies({{path("*.yml"), path("a.yml")}, {}, {}, "c.yml"}, model);
  BOOST_TEST(lines(set.problems) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(ids(set.policies) == (Lines{"first", "second"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(disabled_policies_are_not_in_force, Files) {
  write("a.yml", "first");
  write("b.yml", "second");
  const PolicySet set = load_policies({{path("*.yml")}, {}, {"first"}, "c.yml"}, model);
  BOOST_TEST(lines(set.problems) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(ids(set.policies) == (Lines{"second"}), boost::test_tools::per_element());
  BOOST_TEST(set.packs.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(all_packs_and_the_configuration_are_checked_at_once, Files) {
  const std::string first = write("a.yml", "owners"), second = write("b.yml", "owners"), broken = path("c.yml");
  std::ofstream(broken) << "pack: own\n";
  const PolicySources sources{{path("?.yml"), path("none-*.yml"), path("absent.yml")},
                              {{"owners", {{"mots", std::int64_t(1)}}}, {"ownrs", {}}},
                              {"woners"},
                              "segaudit.yml"};
  BOOST_TEST(
      lines(load_policies(sources, model).problems) ==
          (Lines{broken + ":1:1: policies: is missing",
                 "segaudit.yml: policies.packs: no file matches " + in_quotes(path("none-*.yml")),
                 path("absent.yml") + ": cannot be read: No such file or directory",
                 second + ":3:1: id: \"owners\" is taken by the policy at " + first + ":3",
                 "segaudit.yml: policies.disabled: no policy is called \"woners\" (did you mean owners?)",
                 "segaudit.yml: policies.parameters.owners: the policy has no parameter \"mots\" (did you mean most?)",
                 "segaudit.yml: policies.parameters: no policy is called \"ownrs\" (did you mean owners?)"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
