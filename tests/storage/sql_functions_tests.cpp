#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/test/unit_test.hpp>

#include "storage/sql_functions.h"

using namespace segaudit::storage;

BOOST_AUTO_TEST_SUITE(sql_functions_tests)

BOOST_AUTO_TEST_CASE(a_value_of_four_kib_stays_as_it_is) {
  const std::string value(kLongestValue, 'x');
  BOOST_TEST(cut(value) == value);
}

BOOST_AUTO_TEST_CASE(a_longer_value_is_cut_and_still_shows_a_change_behind_the_cut) {
  const std::string one = std::string(9000, 'x') + "1", other = std::string(9000, 'x') + "2";
  BOOST_TEST(cut(one).size() <= kLongestValue);
  BOOST_TEST(cut(one).find("...[cut; sha256 ") != std::string::npos);
  BOOST_TEST(cut(one) != cut(other));
}

BOOST_AUTO_TEST_CASE(no_character_is_split) {
  std::string value;
  while (value.size() < 6000) value += "\xE2\x82\xAC";
  const std::string shortened = cut("a" + value);
  const auto mark = shortened.find("...[cut");
  BOOST_TEST((mark - 1) % 3 == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_no_boolean_or_no_whole_number_is_null) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  add_sql_functions(database.getHandle());
  const std::pair<const char*, const char*> cases[] = {
      {"flag('{\"x\":true}' ->> '$.x')", "1"}, {"flag(0)", "0"},        {"flag(2)", ""},       {"flag('maybe')", ""},
      {"flag(NULL)", ""},                      {"whole(7)", "7"},       {"whole(7.0)", "7"},   {"whole(7.5)", ""},
      {"whole(1e300)", ""},                    {"whole('seven')", ""}};
  for (const auto& [sql, expected] : cases)
    BOOST_TEST(database.execAndGet(std::string("SELECT ") + sql).getString() == expected, sql);
}

BOOST_AUTO_TEST_SUITE_END()
