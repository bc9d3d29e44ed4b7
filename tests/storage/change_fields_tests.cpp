#include <boost/test/unit_test.hpp>

#include "storage/change_fields.h"

using namespace segaudit::storage;

BOOST_AUTO_TEST_SUITE(change_fields_tests)

BOOST_AUTO_TEST_CASE(leaves_that_differ_are_named_by_pointer) {
  const auto fields = changed_fields(R"({"a":{"b":1,"c":2},"x/y":true,"list":[1,2]})",
                                     R"({"a":{"b":1,"c":3},"x/y":false,"list":[1,2,3]})");
  const std::vector<ChangedField> expected = {{"/a/c", "2", "3"}, {"/list/2", {}, "3"}, {"/x~1y", "true", "false"}};
  BOOST_TEST((fields == expected));
}

BOOST_AUTO_TEST_CASE(a_subtree_that_only_one_side_has_is_one_place) {
  const auto fields = changed_fields(R"({"gone":{"deep":[1]}})", R"({"new":null})");
  const std::vector<ChangedField> expected = {{"/gone", R"({"deep":[1]})", {}}, {"/new", {}, "null"}};
  BOOST_TEST((fields == expected));
}

BOOST_AUTO_TEST_CASE(key_order_and_number_spelling_are_no_difference) {
  BOOST_TEST(changed_fields(R"({"a":1,"b":2.0})", R"({"b":2,"a":1})").empty());
}

BOOST_AUTO_TEST_SUITE_END()
