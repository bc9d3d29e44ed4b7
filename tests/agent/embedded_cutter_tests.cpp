#include <boost/test/unit_test.hpp>

#include "agent/embedded_cutter.h"

using namespace segaudit::agent;

BOOST_AUTO_TEST_SUITE(embedded_cutter_tests)

BOOST_AUTO_TEST_CASE(an_embedded_document_is_cut_out_and_leaves_its_id) {
  EmbeddedCutter cutter;
  const std::string item = R"({"id":"d1", "metadata" : {"id":"m1","options":[{"metadata":{}}]} ,"enabled":true})";
  const CutItem cut = cutter.cut(kind_named("destination"), item);
  BOOST_REQUIRE_EQUAL(cut.parts.size(), 1u);
  BOOST_TEST(cut.parts[0].raw == R"({"id":"m1","options":[{"metadata":{}}]})");
  BOOST_TEST(cut.with_ids({"m\"1"}) == R"({"id":"d1", "metadata" : {"id":"m\"1"} ,"enabled":true})");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_left_where_it_is) {
  EmbeddedCutter cutter;
  for (const char* item : {R"({"id":"d1","metadata":null})", R"({"id":"d1","metadata":"x"})", R"({"id":"d1"})", R"([])", R"("x")"})
    BOOST_TEST(cutter.cut(kind_named("destination"), item).parts.empty(), item);
}

BOOST_AUTO_TEST_CASE(a_kind_without_embedded_documents_is_not_even_read) {
  EmbeddedCutter cutter;
  BOOST_TEST(cutter.cut(kind_named("source_settings"), R"({"metadata":{"id":"m"}})").parts.empty());
}

BOOST_AUTO_TEST_SUITE_END()
