#include <boost/test/unit_test.hpp>

#include "storage/query_session.h"
#include "storage/store.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit::storage;
using namespace segaudit::tests;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  Store store{directory / "acme.db", "key"};
  QuerySession session{directory / "acme.db"};

  std::string refusal(const std::string& sql) {
    try {
      session.run(sql, {}, {std::chrono::milliseconds(200), 1000});
    } catch (const QueryError& error) {
      return error.what();
    }
    return "";
  }
  std::string refusal_in_pieces(const std::vector<Blindness>& all) {
    std::string text;
    for (const auto& one : all) text += one.kind + "(" + one.parent + "): " + one.reason + "\n";
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(query_session_tests, Fixture)

BOOST_AUTO_TEST_CASE(only_reading_the_read_model_is_allowed) {
  const std::pair<const char*, const char*> cases[] = {
      {"DELETE FROM source_rows", "only SELECT is allowed in a query"},
      {"ATTACH 'x.db' AS x", "only SELECT is allowed in a query"},
      {"PRAGMA user_version", "only SELECT is allowed in a query"},
      {"BEGIN", "only SELECT is allowed in a query"},
      {"VACUUM INTO 'x.db'", "only SELECT is allowed in a query"},
      {"EXPLAIN SELECT 1", "EXPLAIN is not allowed in a query"},
      {"SELECT 1; SELECT 2", "only one statement is allowed in a query"},
      {"SELECT 1; nonsense", "only one statement is allowed in a query"},
      {"", "the query is empty"},
      {"-- nothing", "the query is empty"},
      {"SELECT * FROM log", "the table log is not part of the read model"},
      {"SELECT * FROM meta", "the table meta is not part of the read model"},
      {"SELECT * FROM sqlite_schema", "the table sqlite_master is not part of the read model"},
      {"SELECT printf('%.*c', 999999999, 'x')", "the function printf() is not allowed in a query"},
      {"SELECT randomblob(1000000000)", "the function randomblob() is not allowed in a query"},
      {"SELECT load_extension('x')", "the function load_extension() is not allowed in a query"},
      {"SELECT \"typo\" FROM sources", "no such column: typo"},
      {"SELECT ownr FROM sources", "no such column: ownr"},
  };
  for (const auto& [sql, expected] : cases) BOOST_TEST(refusal(sql) == expected, sql << " -> " << refusal(sql));
}

BOOST_AUTO_TEST_CASE(a_query_that_does_not_end_is_stopped) {
  const std::string stopped = "the query took longer than 200 ms and was stopped";
  BOOST_TEST(refusal("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n") == stopped);
  BOOST_TEST(refusal("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n") ==
             "the query returned more than 1000 rows");
}

BOOST_AUTO_TEST_CASE(values_and_patterns_have_limits) {
  BOOST_TEST(refusal("WITH RECURSIVE d(x) AS (SELECT 'xxxxxxxx' UNION ALL SELECT x || x FROM d) SELECT max(length(x)) FROM d") ==
             "string or blob too big");
  BOOST_TEST(refusal("SELECT 'x' LIKE '" + std::string(300, '%') + "'") ==
             "LIKE or GLOB pattern too complex");
}

BOOST_AUTO_TEST_CASE(a_trailing_comment_is_no_second_statement) {
  BOOST_TEST(refusal("SELECT 1; -- done\n /* really */ ;") == "");
}

BOOST_AUTO_TEST_CASE(an_error_says_where_it_is) {
  try {
    session.run("SELECT id,\n ownr FROM sources");
    BOOST_FAIL("no error");
  } catch (const QueryError& error) {
    BOOST_TEST((error.offset() == 12u));
  }
}

BOOST_AUTO_TEST_CASE(now_is_what_the_caller_says) {
  session.begin(kNoon);
  const auto result = session.run("SELECT datetime('now'), strftime('%s', 'now'), CURRENT_TIMESTAMP");
  BOOST_TEST(to_text(result.rows[0][0]) == "2026-03-01 12:00:00");
  BOOST_TEST(to_text(result.rows[0][1]) == "1772366400");
  BOOST_TEST(to_text(result.rows[0][2]) == "2026-03-01 12:00:00");
  session.end();
}

BOOST_AUTO_TEST_CASE(parameters_are_bound_by_name_and_absent_ones_are_null) {
  const auto result = session.run("SELECT :a, :b, :c, :d", {{"a", std::int64_t(1)}, {"b", 1.5}, {"c", std::string("x")}});
  BOOST_TEST((result.rows[0] == std::vector<Value>{std::int64_t(1), 1.5, std::string("x"), std::monostate{}}));
}

BOOST_AUTO_TEST_CASE(queries_in_one_session_see_one_state) {
  store.record({{a_look_at("source", {a_source("s1")})}, {}, {}}, kNoon);
  const Seq at = session.begin(kNoon);
  BOOST_TEST(at == store.length());
  store.record({{a_look_at("source", {a_source("s1"), a_source("s2")})}, {}, {}}, kNoon);
  BOOST_TEST(to_text(session.run("SELECT count(*) FROM sources").rows[0][0]) == "1");
  session.end();
  session.begin(kNoon);
  BOOST_TEST(to_text(session.run("SELECT count(*) FROM sources").rows[0][0]) == "2");
  session.end();
}

BOOST_AUTO_TEST_CASE(what_a_query_reads_is_known_before_it_runs) {
  const auto reads = session.inspect(
      "SELECT s.id AS resource_id, b.reasons FROM sources s JOIN source_blocking b ON b.source_id = s.id "
      "JOIN source_environment e ON e.source_id = s.id WHERE :limit > 1");
  BOOST_TEST((reads.kinds == std::set<std::string>{"source", "source_settings"}));
  BOOST_TEST((reads.columns == std::vector<std::string>{"resource_id", "reasons"}));
  BOOST_TEST((reads.parameters == std::vector<std::string>{"limit"}));
  BOOST_TEST(!reads.time_dependent);
  BOOST_TEST(session.inspect("SELECT count(*) FROM sources").kinds.contains("source"));
  BOOST_TEST(session.inspect("SELECT datetime('now')").time_dependent);
  BOOST_TEST(session.inspect("SELECT state FROM collections").time_dependent);
  BOOST_TEST(session.inspect("SELECT seq FROM changes").reads_changes);
}

BOOST_AUTO_TEST_CASE(what_was_never_seen_or_is_hidden_by_a_gap_cannot_be_judged) {
  BOOST_TEST(refusal_in_pieces(session.blindness({"source_settings"})) == "source(): not_yet_observed\n");
  store.record({{a_look_at("source", {a_source("s1"), a_source("s2"), a_source("s3")}),
                 a_look_at("source_settings", {{"s1", "{}"}}, "s1")},
                {{{"source_settings", "s2"}, "timeout", "", true, false}}, {}}, kNoon);
  BOOST_TEST(refusal_in_pieces(session.blindness({"source_settings"})) ==
             "source_settings(s2): timeout\nsource_settings(s3): not_yet_observed\n");
  BOOST_TEST(session.blindness({"source"}).empty());
  store.record({{}, {{{"source", ""}, "unreachable", "", true, false}}, {}}, kNoon);
  BOOST_TEST(refusal_in_pieces(session.blindness({"source"})) == "source(): unreachable\n");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_list_that_is_missing_hides_the_kind) {
  BOOST_TEST(refusal_in_pieces(session.blindness({"function"})) == "function(): not_yet_observed\n");
  for (const char* part : {"SOURCE", "DESTINATION", "INSERT_SOURCE"})
    store.record({{a_look_at("function", {}, part)}, {}, {}}, kNoon);
  store.record({{}, {{{"function", "INSERT_DESTINATION"}, "timeout", "", true, false}}, {}}, kNoon);
  BOOST_TEST(refusal_in_pieces(session.blindness({"function"})) ==
             "function(INSERT_DESTINATION): timeout\nfunction(INSERT_TRANSFORMATION): not_yet_observed\n");
  store.record({{a_look_at("function", {}, "INSERT_DESTINATION"), a_look_at("function", {}, "INSERT_TRANSFORMATION")}, {}, {}},
               kNoon);
  BOOST_TEST(session.blindness({"function"}).empty());
}

BOOST_AUTO_TEST_CASE(an_empty_session_knows_the_read_model) {
  auto empty = QuerySession::empty();
  const auto model = empty.read_model();
  for (const char* name : {"workspace", "sources", "source_labels", "source_settings", "source_blocking",
                           "source_environment", "source_tracking_plans", "destinations", "destination_metadata",
                           "destination_settings", "tracking_plans", "tracking_plan_rules", "tracking_plan_properties",
                           "audit_events", "changes", "collections"})
    BOOST_TEST(model.contains(name), name);
  BOOST_TEST(empty.run("SELECT * FROM sources").rows.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_database_is_a_clear_error) {
  BOOST_CHECK_THROW(QuerySession(directory / "none.db"), StorageError);
}

BOOST_AUTO_TEST_SUITE_END()
