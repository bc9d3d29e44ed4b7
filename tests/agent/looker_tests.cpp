#include <boost/test/unit_test.hpp>

#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

// Lists come in pages of ten.
struct Fixture : SimulatedWorkspace {
  agent::SegmentClient small_pages{transport, clock, budget, [this] {
                                     auto values = options;
                                     values.page_size = 10;
                                     return values;
                                   }()};
  agent::Looker small{small_pages, reader, cache};

  agent::Looked look(const char* kind) {
    auto looked = small.whole(agent::kind_named(kind), "", {});
    if (!looked.unchanged) cache.put({kind, ""}, looked.seen);
    return looked;
  }
  static std::vector<std::string> changed(const agent::Looked& looked) {
    std::vector<std::string> ids;
    for (const auto& item : looked.observations[0].items)
      if (item.body) ids.push_back(item.id);
    return ids;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(looker_tests, Fixture)

BOOST_AUTO_TEST_CASE(the_same_answers_again_are_recognised_without_reading_them) {
  const auto first = look("destination");
  BOOST_TEST(first.ids.size() == simulator.workspace().ids("destination").size());
  const auto second = look("destination");
  BOOST_TEST(second.unchanged);
  BOOST_REQUIRE(second.observations.size() == first.observations.size());
  for (const auto& observation : second.observations) {
    BOOST_TEST(observation.unchanged, observation.collection.kind);
    BOOST_TEST(observation.items.empty(), observation.collection.kind);
  }
}

BOOST_AUTO_TEST_CASE(a_change_on_one_page_leaves_the_items_of_the_others_known) {
  const auto first = look("source");
  BOOST_REQUIRE(first.ids.size() > 10u);
  for (const auto& id : {simulator.workspace().ids("source").front(), simulator.workspace().ids("source").back()}) {
    simulator.workspace().patch({"source", "", id}, R"({"name":"Another name"})");
    const auto second = look("source");
    BOOST_TEST(!second.unchanged);
    BOOST_TEST(second.ids == first.ids, boost::test_tools::per_element());
    BOOST_TEST(changed(second) == std::vector<std::string>{id}, boost::test_tools::per_element());
    BOOST_TEST(look("source").unchanged);
  }
}

BOOST_AUTO_TEST_CASE(fewer_pages_are_a_change_even_when_each_of_them_is_known) {
  const auto first = look("source");
  const auto ids = simulator.workspace().ids("source");
  for (std::size_t i = 10; i < ids.size(); ++i) simulator.workspace().remove({"source", "", ids[i]});
  const auto second = look("source");
  BOOST_TEST(!second.unchanged);
  BOOST_TEST(second.ids.size() == 10u);
}

BOOST_AUTO_TEST_CASE(an_item_that_came_twice_is_read_again) {
  simulator::FaultRule shift;
  shift.endpoint = "/sources";
  shift.kind = simulator::FaultKind::kShift;
  shift.by = -1;
  simulator.faults().add(shift);
  look("source");
  BOOST_TEST(!look("source").unchanged);
}

BOOST_AUTO_TEST_CASE(one_resource_asked_for_by_its_id_says_nothing_about_its_list) {
  look("source");
  const std::string id = simulator.workspace().ids("source").front();
  const auto one = small.one(agent::kind_named("source"), "", id, {});
  BOOST_REQUIRE(one.has_value());
  BOOST_TEST(!one->unchanged);
  BOOST_TEST(one->ids == std::set<std::string>{id}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
