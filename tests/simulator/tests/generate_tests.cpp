#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/simulator/generate.h"

namespace segaudit::simulator::test {

namespace {

constexpr Scale kSmall{.sources = 30, .destinations = 90, .plans = 3, .rules = 12, .users = 60, .meta_ids = 10};

Workspace& generated(Workspace& workspace, std::uint64_t seed = 7, const Scale& scale = kSmall) {
  generate_workspace(scale, seed, system_now(), workspace);
  return workspace;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generated_workspace)

BOOST_AUTO_TEST_CASE(it_has_the_numbers_asked_for) {
  Workspace workspace(system_now);
  generated(workspace);
  BOOST_TEST(workspace.ids("source").size() == 30);
  BOOST_TEST(workspace.ids("source_settings").size() == 30);
  BOOST_TEST(workspace.ids("destination").size() == 90);
  BOOST_TEST(workspace.ids("tracking_plan").size() == 3);
  BOOST_TEST(workspace.ids("tracking_plan_rule", workspace.ids("tracking_plan").back()).size() == 12);
  BOOST_TEST(workspace.ids("destination_metadata").size() == 10);
  BOOST_TEST(workspace.ids("user").size() == 60);
}

BOOST_AUTO_TEST_CASE(catalogue_documents_have_realistic_sizes) {
  Workspace workspace(system_now);
  generated(workspace);
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
  const auto all = [](const Workspace& workspace) { return workspace.page("destination", "", 0, 1000).items; };
  BOOST_TEST((all(generated(first)) == all(generated(second))));
  BOOST_TEST((all(first) != all(generated(third, 8))));
}

BOOST_AUTO_TEST_CASE(there_is_some_of_every_kind) {
  Workspace workspace(system_now);
  generated(workspace);
  for (const std::string kind :
       {"label", "role", "group", "warehouse", "warehouse_metadata", "transformation", "function"}) {
    BOOST_TEST(!workspace.ids(kind).empty(), kind);
  }
  std::size_t filters = 0;
  std::size_t subscriptions = 0;
  for (const std::string& destination : workspace.ids("destination")) {
    filters += workspace.ids("destination_filter", destination).size();
    subscriptions += workspace.ids("destination_subscription", destination).size();
    const auto metadata = workspace.metadata_id({"destination", "", destination}).value();
    const auto document = nlohmann::json::parse(workspace.document({"destination_metadata", "", metadata}).value());
    BOOST_TEST(document["actions"].empty() == workspace.ids("destination_subscription", destination).empty());
  }
  BOOST_TEST(filters > 40);
  BOOST_TEST(subscriptions > 40);
}

BOOST_AUTO_TEST_CASE(every_user_is_in_a_group_and_every_edge_has_its_ends) {
  Workspace workspace(system_now);
  generated(workspace);
  std::set<std::string> members;
  for (const std::string& group : workspace.ids("group")) {
    for (const std::string& user : workspace.ids("group_member", group)) {
      BOOST_TEST(workspace.document({"user", "", user}).has_value());
      members.insert(user);
    }
  }
  BOOST_TEST(members.size() == 60);
  for (const std::string& warehouse : workspace.ids("warehouse")) {
    for (const std::string& source : workspace.ids("warehouse_source", warehouse)) {
      BOOST_TEST(workspace.document({"source", "", source}).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(an_empty_workspace_and_one_with_a_single_source_can_be_generated) {
  Workspace empty(system_now);
  generated(empty, 1, {.sources = 0, .destinations = 0, .plans = 0, .rules = 0, .users = 0, .meta_ids = 0});
  BOOST_TEST(empty.ids("workspace").size() == 1);
  BOOST_TEST(empty.ids("source").empty());
  Workspace single(system_now);
  generated(single, 1, {.sources = 1, .destinations = 1, .plans = 1, .rules = 1, .users = 1, .meta_ids = 1});
  BOOST_TEST(single.ids("destination").size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
