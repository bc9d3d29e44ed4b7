#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/test/unit_test.hpp>

#include "storage/store.h"
#include "storage/verify.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit::storage;
using namespace segaudit::tests;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  std::filesystem::path file = directory / "acme.db";

  Fixture() {
    Store store(file, "key");
    store.set_config("environments", R"({"label":"environment"})", kNoon);
    store.record({{a_look_at("source", {a_source("s1"), a_source("s2")}), a_look_at("source_settings", {{"s1", "{}"}}, "s1")},
                  {}, {}}, kNoon);
    store.record({{a_look_at("source", {a_source("s1", "staging")})}, {{{"source_settings", "s1"}, "timeout", "", true, false}}, {}},
                 kNoon + 1h);
    store.apply(std::vector{Transition{{}, a_violation("p1", "s1")}}, kNoon + 1h);
  }

  void tamper(const std::string& sql) {
    SQLite::Database raw(file.string(), SQLite::OPEN_READWRITE);
    raw.exec("DROP TRIGGER log_rows_stay; DROP TRIGGER log_rows_are_final;" + sql);
  }
  std::string first_fault() {
    const auto report = verify(file);
    if (report.valid()) return "";
    return std::to_string(report.faults[0].seq) + ": " + report.faults[0].text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(verify_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_log_that_nobody_touched_is_valid) {
  const auto report = verify(file);
  BOOST_TEST(report.valid(), first_fault());
  BOOST_TEST(report.rows == 9);
  Store store(file, "key");
  BOOST_TEST(report.head == store.head());
}

BOOST_AUTO_TEST_CASE(changed_content_is_found) {
  tamper("UPDATE log SET content = replace(content, 'production', 'development') WHERE seq = 2");
  BOOST_TEST(first_fault() == "2: content was changed (baseline of source s1): it is not what the agent recorded");
}

BOOST_AUTO_TEST_CASE(a_change_in_any_column_of_any_row_is_found) {
  for (const char* column : {"at = at + 1", "type = 'created'", "kind = 'x'", "id = id || 'x'", "parent = 'x'",
                             "content = coalesce(content, '') || ' '", "salt = x'00'", "content_hash = x'00'", "link = x'00'"})
    for (int seq = 1; seq <= 9; ++seq) {
      Fixture fresh;
      fresh.tamper("UPDATE log SET " + std::string(column) + " WHERE seq = " + std::to_string(seq));
      BOOST_TEST(fresh.first_fault() != "", column << " in row " << seq);
    }
}

BOOST_AUTO_TEST_CASE(a_row_that_was_taken_out_is_found) {
  tamper("DELETE FROM log WHERE seq = 4");
  BOOST_TEST(first_fault() == "4: row is missing: the next one is 5; everything after it is unproven");
}

BOOST_AUTO_TEST_CASE(a_row_that_was_slipped_in_is_found) {
  tamper("UPDATE log SET seq = 10 WHERE seq = 9; INSERT INTO log SELECT 9, at, type, kind, id, parent, content, salt, "
         "content_hash, link FROM log WHERE seq = 8");
  BOOST_TEST(first_fault().starts_with("9: link does not follow"));
}

BOOST_AUTO_TEST_CASE(erased_content_leaves_the_links_valid) {
  tamper("UPDATE log SET content = NULL, salt = NULL WHERE seq = 2");
  const auto report = verify(file);
  BOOST_TEST(report.erased == 1);
  for (const auto& fault : report.faults) BOOST_TEST(fault.seq == 0);  // derived tables still hold what was erased
}

BOOST_AUTO_TEST_CASE(a_derived_table_that_does_not_follow_from_the_log_is_found) {
  tamper("UPDATE source_settings_rows SET forwarding_blocked_events_to = 's2'");
  BOOST_TEST(first_fault() == "0: table source_settings_rows does not follow from the log: 1 rows are missing or different, "
                              "1 are not in the log; queries on it may answer wrongly");
}

BOOST_AUTO_TEST_SUITE_END()
