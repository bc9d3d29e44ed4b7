#include <boost/test/unit_test.hpp>

#include "agent/query_output.h"

using namespace segaudit;
using namespace segaudit::agent;

namespace {

const storage::Result kResult{{"id", "n"},
                              {{std::string("s1"), std::int64_t(5)},
                               {std::string("=cmd()\x1b[31m\n\"x\""), 1.5},
                               {std::monostate{}, std::monostate{}}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(query_output_tests)

BOOST_AUTO_TEST_CASE(a_table_lines_up_and_shows_hostile_text_as_text) {
  BOOST_TEST(result_table(kResult) ==
             "id                     n\n"
             "---------------------  ---\n"
             "s1                     5\n"
             "=cmd()\\x1b[31m\\x0a\"x\"  1.5\n"
             "\n"
             "(3 rows)\n", result_table(kResult));
}

BOOST_AUTO_TEST_CASE(json_keeps_types_and_order) {
  const storage::Result one{{"b", "a"}, {{std::int64_t(1), std::monostate{}}}};
  BOOST_TEST(result_json(one) == "[\n  {\n    \"b\": 1,\n    \"a\": null\n  }\n]\n");
}

BOOST_AUTO_TEST_CASE(csv_has_no_formulas) {
  BOOST_TEST(result_csv(kResult) == "id,n\r\ns1,5\r\n\"'=cmd()\\x1b[31m\\x0a\"\"x\"\"\",1.5\r\n,\r\n", result_csv(kResult));
}

BOOST_AUTO_TEST_SUITE_END()
