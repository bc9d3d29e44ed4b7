#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/test/unit_test.hpp>

#include "storage/schema_properties.h"

namespace {

struct Fixture {
  SQLite::Database database{":memory:", SQLite::OPEN_READWRITE};
  Fixture() { add_to(database); }
  static void add_to(SQLite::Database& connection) { segaudit::storage::add_schema_properties(connection.getHandle()); }

  // "name path type description depth", one line each.
  std::string found_in(const std::string& schema) {
    SQLite::Statement rows(database, "SELECT name || ' ' || path || ' ' || coalesce(type, '-') || ' ' || "
                                     "coalesce(description, '-') || ' ' || depth FROM schema_properties(?) ORDER BY path");
    rows.bind(1, schema);
    std::string lines;
    while (rows.executeStep()) lines += rows.getColumn(0).getString() + "\n";
    return lines;
  }
};

std::string nested(int levels, const std::string& open, const std::string& close) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += open;
  text += "{}";
  for (int i = 0; i < levels; ++i) text += close;
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(schema_properties_tests, Fixture)

BOOST_AUTO_TEST_CASE(properties_are_found_inside_of_properties_and_of_items) {
  BOOST_TEST(found_in(R"({"properties":{"a":{"type":"string","description":"first"},"list":{"type":["array","null"],)"
                      R"("items":{"properties":{"b":{}}}},"no schema":7}})") ==
             "a $.properties.a \"string\" first 0\n"
             "list $.properties.list [\"array\",\"null\"] - 0\n"
             "b $.properties.list.items.properties.b - - 1\n");
}

BOOST_AUTO_TEST_CASE(a_property_that_is_called_like_a_keyword_is_a_property) {
  BOOST_TEST(found_in(R"({"properties":{"properties":{"properties":{"type":{"type":"number"}}}}})") ==
             "properties $.properties.properties - - 0\n"
             "type $.properties.properties.properties.type \"number\" - 1\n");
}

BOOST_AUTO_TEST_CASE(the_path_of_an_odd_name_leads_back_to_the_property) {
  const std::string schema = R"({"properties":{"zip code":{"type":"string"},"a.b":{"type":"string"},"":{"type":"string"},)"
                             "\"h\xC3\xB6he\":{\"type\":\"string\"}}}";
  SQLite::Statement back(database, "SELECT count(*) FROM schema_properties(?1) WHERE ?1 ->> (path || '.type') = 'string'");
  back.bind(1, schema);
  back.executeStep();
  BOOST_TEST(back.getColumn(0).getInt() == 4);
}

BOOST_AUTO_TEST_CASE(what_is_no_schema_has_no_properties) {
  for (const char* text : {"", "7", "[]", "{", "{\"properties\":[]}", "{\"properties\":{\"a\":true}}", "null"})
    BOOST_TEST(found_in(text) == "", text);
  BOOST_TEST(database.execAndGet("SELECT count(*) FROM schema_properties(NULL)").getInt() == 0);
  BOOST_TEST(database.execAndGet("SELECT count(*) FROM schema_properties(x'7b7d')").getInt() == 0);
}

BOOST_AUTO_TEST_CASE(a_hostile_schema_ends_at_twenty_levels) {
  SQLite::Statement count(database, "SELECT count(*) FROM schema_properties(?)");
  count.bind(1, nested(300, R"({"properties":{"a":)", "}}"));
  count.executeStep();
  BOOST_TEST(count.getColumn(0).getInt() == 20);
  count.reset();
  count.bind(1, nested(300, R"({"items":)", "}"));
  count.executeStep();
  BOOST_TEST(count.getColumn(0).getInt() == 0);
}

BOOST_AUTO_TEST_CASE(without_a_schema_the_question_is_refused) {
  BOOST_CHECK_THROW(database.execAndGet("SELECT count(*) FROM schema_properties"), SQLite::Exception);
}

BOOST_AUTO_TEST_SUITE_END()
