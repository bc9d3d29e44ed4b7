#include <boost/test/unit_test.hpp>

#include "storage/query_session.h"
#include "storage/schema.h"

using namespace segaudit::storage;

BOOST_AUTO_TEST_SUITE(schema_tests)

BOOST_AUTO_TEST_CASE(every_typed_table_of_a_kind_is_temporal_and_names_its_resource) {
  QuerySession empty = QuerySession::empty();
  for (const auto& projection : projections()) {
    if (projection.kind.empty()) continue;
    BOOST_TEST(!projection.table_names.empty(), projection.file);
    for (const auto& table : projection.table_names) {
      const std::string head = "CREATE TABLE " + table + " (\n  from_seq INTEGER NOT NULL, to_seq INTEGER, resource_id TEXT NOT NULL";
      BOOST_TEST(projection.tables.find(head) != std::string::npos, table);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_view_can_be_queried_now_and_as_of_a_position) {
  QuerySession empty = QuerySession::empty();
  for (const auto& [view, columns] : empty.read_model()) {
    BOOST_TEST(!columns.empty(), view);
    BOOST_CHECK_NO_THROW(empty.run("SELECT * FROM " + view));
  }
  for (const auto& projection : projections())
    BOOST_TEST(view_sql(projection, 7).find('{') == std::string::npos, projection.file);
}

BOOST_AUTO_TEST_CASE(a_child_kind_names_its_parent) {
  BOOST_TEST(kinds().at("source_settings") == "source");
  BOOST_TEST(kinds().at("source") == "");
}

BOOST_AUTO_TEST_CASE(a_list_in_parts_names_them) {
  BOOST_TEST(parts().at("function").size() == 5u);
  BOOST_TEST(parts().at("function").front() == "SOURCE");
  BOOST_TEST(!parts().contains("source"));
}

BOOST_AUTO_TEST_CASE(only_measurements_are_no_changes) {
  for (const auto& projection : projections())
    BOOST_TEST(projection.measured == (projection.kind == "delivery_summary"), projection.file);
}

BOOST_AUTO_TEST_CASE(an_unknown_section_is_refused) {
  BOOST_CHECK_THROW(parse_projection({"bad.sql", "-- kind: x\n-- @table\nCREATE TABLE x (y);\n"}), StorageError);
}

BOOST_AUTO_TEST_SUITE_END()
