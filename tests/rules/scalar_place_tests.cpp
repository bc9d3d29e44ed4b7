#include "rules/scalar_place.h"

#include <boost/test/unit_test.hpp>
#include <ostream>

namespace segaudit::rules {
std::ostream& operator<<(std::ostream& out, const Place& place) { return out << place.line << ":" << place.column; }
}  // namespace segaudit::rules

using namespace segaudit::rules;

BOOST_AUTO_TEST_SUITE(scalar_place_tests)

BOOST_AUTO_TEST_CASE(a_literal_block_is_placed_line_by_line) {
  const std::string file = "a:\n  q: |\n    SELECT 1\n\n      FROM x\n";
  const std::string value = "SELECT 1\n\n  FROM x\n";
  BOOST_TEST(place_in_scalar(file, {2, 6}, value, 0) == (Place{3, 5}));
  BOOST_TEST(place_in_scalar(file, {2, 6}, value, value.find('1')) == (Place{3, 12}));
  BOOST_TEST(place_in_scalar(file, {2, 6}, value, value.find('x')) == (Place{5, 12}));
}

BOOST_AUTO_TEST_CASE(windows_line_ends_and_characters_of_several_bytes_do_not_shift_the_place) {
  const std::string file = "q: |\r\n  SELECT '\xC3\xA9' x\r\n  FROM y\r\n";
  const std::string value = "SELECT '\xC3\xA9' x\nFROM y\n";
  BOOST_TEST(place_in_scalar(file, {1, 4}, value, value.find('x')) == (Place{2, 14}));
  BOOST_TEST(place_in_scalar(file, {1, 4}, value, value.find('y')) == (Place{3, 8}));
}

BOOST_AUTO_TEST_CASE(plain_and_quoted_scalars_on_one_line_are_placed_exactly) {
  BOOST_TEST(place_in_scalar("q: SELECT x", {1, 4}, "SELECT x", 7) == (Place{1, 11}));
  BOOST_TEST(place_in_scalar("q: \"SELECT x\"", {1, 4}, "SELECT x", 7) == (Place{1, 12}));
}

BOOST_AUTO_TEST_CASE(where_the_place_cannot_be_known_it_is_where_the_scalar_begins) {
  BOOST_TEST(place_in_scalar("q: >\n  SELECT\n  x\n", {1, 4}, "SELECT x\n", 7) == (Place{1, 4}));
  BOOST_TEST(place_in_scalar("q: \"a\\tx\"", {1, 4}, "a\tx", 2) == (Place{1, 4}));
  BOOST_TEST(place_in_scalar("", {7, 4}, "SELECT x", 7) == (Place{7, 4}));
  BOOST_TEST(place_in_scalar("q: x", {1, 4}, "x", 100) == (Place{1, 5}));
}

BOOST_AUTO_TEST_SUITE_END()
