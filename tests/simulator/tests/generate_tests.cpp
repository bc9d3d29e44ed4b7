#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/generate.h"

namespace segaudit::simulator::test {

namespace {

constexpr Scale kSmall{.sources = 30, .destinations = 90, .plans = 3, .rules = 12, .meta_ids = 5, .seed = 7};

Workspace& generated(Workspace& workspace, const Scale& scale) {
  generate_workspace(scale, system_now(), workspace);
  return workspace;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generated_workspace)

BOOST_AUTO_TEST_CASE(it_has_the_numbers_asked_for) {
  Workspace workspace(system_now);
  generated(workspace, kSmall);
  BOOST_TEST(workspace.ids("source").size() == 30);
  BOOST_TEST(workspace.ids("source_settings").size() == 30);
  BOOST_TEST(workspace.ids("destination").size() == 90);
  BOOST_TEST(workspace.ids("tracking_plan").size() == 3);
  BOOST_TEST(workspace.ids("tracking_plan_rule", workspace.ids("tracking_plan").back()).size() == 12);
  BOOST_TEST(workspace.ids("destination_metadata").size() == 5);
}

BOOST_AUTO_TEST_CASE(catalogue_documents_have_realistic_sizes) {
  Workspace workspace(system_now);
  generated(workspace, kSmall);
  for (const std::string& id : workspace.ids("destination_metadata")) {
    const auto size = workspace.answer({"destination_metadata", "", id}).value().size();
    BOOST_TEST(size >= 10'000);
    BOOST_TEST(size <= 55'000);
  }
}

BOOST_AUTO_TEST_CASE(equal_seeds_give_equal_workspaces_and_others_do_not) {
  Workspace first(system_now);
  Workspace second(system_now);
  Workspace third(system_now);
  Scale other = kSmall;
  other.seed = 8;
  const auto all = [](const Workspace& workspace) { return workspace.page("destination", "", 0, 1000).items; };
  BOOST_TEST((all(generated(first, kSmall)) == all(generated(second, kSmall))));
  BOOST_TEST((all(first) != all(generated(third, other))));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
