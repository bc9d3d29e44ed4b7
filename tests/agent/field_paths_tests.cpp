#include <boost/test/unit_test.hpp>

#include "agent/field_paths.h"

using segaudit::agent::FieldPaths;

BOOST_AUTO_TEST_SUITE(field_paths_tests)

BOOST_AUTO_TEST_CASE(stars_stand_for_one_step_and_two_stars_for_all_below) {
  const std::vector<std::string_view> patterns = {"id", "labels.*.key", "schema.**"};
  const FieldPaths paths(patterns);
  const std::vector<std::string> id = {"id"}, key = {"labels", "0", "key"}, value = {"labels", "0", "value"},
                                 deep = {"schema", "a", "b"}, schema = {"schema"}, nested_id = {"x", "id"};
  BOOST_TEST(paths.names(id));
  BOOST_TEST(paths.names(key));
  BOOST_TEST(!paths.names(value));
  BOOST_TEST(paths.names(deep));
  BOOST_TEST(!paths.names(schema));
  BOOST_TEST(!paths.names(nested_id));
}

BOOST_AUTO_TEST_CASE(a_tree_is_covered_with_everything_in_it) {
  const std::vector<std::string_view> patterns = {"settings"};
  const FieldPaths paths(patterns);
  const std::vector<std::string> inside = {"settings", "a", "0"}, beside = {"setting"};
  BOOST_TEST(paths.covers(inside));
  BOOST_TEST(!paths.covers(beside));
}

BOOST_AUTO_TEST_SUITE_END()
