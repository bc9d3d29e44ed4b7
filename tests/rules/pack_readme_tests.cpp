#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "rules/pack_loader.h"
#include "rules/policy_suite.h"
#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

std::string readme() {
  std::ifstream file(SEGAUDIT_SOURCE_DIR "/rules/packs/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

// The code block of that language whose text begins so.
std::string block(const std::string& language, const std::string& beginning) {
  const std::string text = readme(), fence = "```" + language + "\n";
  const auto start = text.find(fence + beginning);
  BOOST_REQUIRE_MESSAGE(start != std::string::npos,
                        "the README has no " + language + " block that begins with " + beginning);
  const auto begin = start + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pack_readme_tests)

BOOST_AUTO_TEST_CASE(the_complete_example_loads_and_its_tests_pass) {
  const std::string pack = block("yaml", "# /etc/segaudit/policies/naming.yml");
  const std::string cases = block("yaml", "# /etc/segaudit/policies/naming.test.yml");
  auto model = storage::QuerySession::empty();
  const PolicySuite suite = load_suite(BuiltinPack{"naming.yml", pack, cases}, model);
  BOOST_TEST(lines(suite.problems) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(suite.tests.cases.size() == 3u);
  BOOST_TEST(suite.policies_without_a_case().empty());
  for (const auto& test : suite.tests.cases)
    BOOST_TEST(run_policy_test(test, suite.policy_of(test)).differences == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_query_over_changes_compiles) {
  auto model = storage::QuerySession::empty();
  BOOST_TEST(model.inspect(block("sql", "SELECT c.resource_id")).reads_changes);
}

BOOST_AUTO_TEST_SUITE_END()
