#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <functional>

#include "storage/store.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit::storage;
using namespace segaudit::tests;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  Store store{directory / "acme.db", "key"};

  std::vector<Change> look(std::vector<Item> sources, Time at, std::vector<Gone> gone = {}) {
    auto observation = a_look_at("source", std::move(sources));
    observation.gone = std::move(gone);
    return store.record({{observation}, {}, {}}, at);
  }
  CollectionState state_of(const std::string& kind, const std::string& parent = "") {
    for (const auto& collection : store.collections())
      if (collection.key == CollectionKey{kind, parent}) return collection.state;
    throw std::runtime_error("no such collection");
  }
};

std::string message_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const StorageError& error) {
    return error.what();
  }
  return "";
}

// Writes beyond `bytes` fail, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    old_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, old_);
  }

 private:
  rlimit before_{};
  void (*old_)(int) = nullptr;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(store_tests, Fixture)

BOOST_AUTO_TEST_CASE(the_first_look_at_a_collection_is_a_baseline_and_no_change) {
  BOOST_TEST(look({a_source("s1"), a_source("s2")}, kNoon).empty());
  BOOST_TEST((store.known_ids({"source", ""}) == std::vector<std::string>{"s1", "s2"}));
  BOOST_TEST(store.change_totals().empty());
}

BOOST_AUTO_TEST_CASE(a_first_look_that_failed_leaves_the_next_one_a_baseline) {
  store.record({{}, {{{"source", ""}, "timeout", "no answer", true, false}}, {}}, kNoon);
  BOOST_TEST(look({a_source("s1")}, kNoon + 1h).empty());
}

BOOST_AUTO_TEST_CASE(what_is_new_different_or_gone_is_a_change) {
  look({a_source("s1"), a_source("s2"), a_source("s4")}, kNoon);
  const auto changes = look({a_source("s1", "staging"), a_source("s3")}, kNoon + 1h,
                            {{"s2", GoneAs::deleted}, {"s4", GoneAs::vanished}});
  BOOST_REQUIRE_EQUAL(changes.size(), 4u);
  BOOST_TEST((changes[0].type == ChangeType::modified && changes[0].id == "s1"));
  BOOST_TEST((changes[1].type == ChangeType::created && changes[1].id == "s3"));
  BOOST_TEST((changes[2].type == ChangeType::deleted && changes[2].id == "s2"));
  BOOST_TEST((changes[3].type == ChangeType::vanished && changes[3].id == "s4"));
}

BOOST_AUTO_TEST_CASE(what_a_look_does_not_mention_is_not_gone) {
  look({a_source("s1"), a_source("s2")}, kNoon);
  BOOST_TEST(look({a_source("s1")}, kNoon + 1h).empty());
  BOOST_TEST(store.is_known("source", "s2"));
}

BOOST_AUTO_TEST_CASE(an_unchanged_look_appends_nothing_to_the_log) {
  look({a_source("s1")}, kNoon);
  const auto length = store.length();
  look({a_source("s1")}, kNoon + 1h);
  look({{"s1", std::nullopt}}, kNoon + 2h);
  BOOST_TEST(store.length() == length);
  BOOST_TEST((store.collections()[0].last_complete == kNoon + 2h));
}

BOOST_AUTO_TEST_CASE(a_newer_reader_reinterprets_once_and_then_sees_changes_again) {
  const auto file = directory / "reader.db";
  { Store old(file, "key", "reader 1"); old.record({{a_look_at("source", {a_source("s1")})}, {}, {}}, kNoon); }
  Store now(file, "key", "reader 2");
  BOOST_TEST(now.record({{a_look_at("source", {a_source("s1", "staging")})}, {}, {}}, kNoon + 1h).empty());
  const auto changes = now.record({{a_look_at("source", {a_source("s1", "production")})}, {}, {}}, kNoon + 2h);
  BOOST_TEST((changes.size() == 1 && changes[0].type == ChangeType::modified));
}

BOOST_AUTO_TEST_CASE(time_never_goes_back_in_the_log) {
  look({a_source("s1")}, kNoon);
  look({a_source("s1"), a_source("s2")}, kNoon - 24h);
  SQLite::Database raw((directory / "acme.db").string());
  BOOST_TEST(raw.execAndGet("SELECT count(*) FROM log a JOIN log b ON b.seq = a.seq + 1 WHERE b.at < a.at").getInt() == 0);
  BOOST_TEST(raw.execAndGet("SELECT min(at) = max(at) FROM log").getInt() == 1);
}

BOOST_AUTO_TEST_CASE(a_gap_opens_once_and_a_complete_look_closes_it) {
  look({a_source("s1")}, kNoon);
  const Miss miss{{"source", ""}, "timeout", "GET /sources: no answer", true, false};
  store.record({{}, {miss}, {}}, kNoon + 1h);
  const auto length = store.length();
  store.record({{}, {miss}, {}}, kNoon + 2h);
  BOOST_TEST(store.length() == length);
  BOOST_TEST((state_of("source") == CollectionState::gap));
  BOOST_TEST(store.is_known("source", "s1"));
  look({a_source("s1")}, kNoon + 3h);
  BOOST_TEST((state_of("source") == CollectionState::complete));
}

BOOST_AUTO_TEST_CASE(a_failed_look_at_fresh_data_is_no_gap) {
  look({a_source("s1")}, kNoon);
  store.record({{}, {{{"source", ""}, "timeout", "no answer", false, false}}, {}}, kNoon + 1h);
  BOOST_TEST((state_of("source") == CollectionState::complete));
  BOOST_TEST((store.collections()[0].last_attempt == kNoon + 1h));
}

BOOST_AUTO_TEST_CASE(what_is_not_available_is_a_state_of_its_own) {
  store.record({{}, {{{"audit_event", ""}, "not_permitted", "", false, true}}, {}}, kNoon);
  BOOST_TEST((state_of("audit_event") == CollectionState::not_available));
}

BOOST_AUTO_TEST_CASE(what_a_gone_parent_held_is_gone_with_it) {
  look({a_source("s1")}, kNoon);
  store.record({{a_look_at("source_settings", {{"s1", R"({"track":{}})"}}, "s1")}, {}, {}}, kNoon);
  const auto changes = store.record({{}, {}, {{{"source_settings", "s1"}, GoneAs::deleted}}}, kNoon + 1h);
  BOOST_TEST((changes.size() == 1 && changes[0].type == ChangeType::deleted && changes[0].kind == "source_settings"));
  BOOST_TEST(store.collections().size() == 1u);
}

BOOST_AUTO_TEST_CASE(audit_events_are_appended_once) {
  Observation events = a_look_at("audit_event", {{"e1", R"({"id":"e1","timestamp":"2026-03-01T11:59:00.5Z"})"}});
  events.look = Look::events;
  store.record({{events}, {}, {}}, kNoon);
  events.items.push_back({"e2", R"({"id":"e2","timestamp":"2026-03-01T11:58:00Z"})"});
  const auto length = store.length();
  BOOST_TEST(store.record({{events}, {}, {}}, kNoon + 1min).empty());
  BOOST_TEST(store.length() == length + 1);
  BOOST_TEST((store.newest_event() == parse_time("2026-03-01T11:59:00.5Z")));
}

BOOST_AUTO_TEST_CASE(a_deletion_event_is_about_what_was_there_before_it) {
  const auto tell = [&](const std::string& id, const std::string& type, const std::string& time) {
    Observation events = a_look_at("audit_event", {{id, R"({"id":")" + id + R"(","resourceId":"s1","type":")" + type +
                                                            R"(","timestamp":")" + time + R"("})"}});
    events.look = Look::events;
    store.record({{events}, {}, {}}, kNoon);
  };
  tell("e1", "Source Deleted", "2026-03-01T11:30:00Z");
  BOOST_TEST(!store.was_deleted("source", "s1"));  // nothing is there that could be gone
  look({a_source("s1")}, kNoon);
  BOOST_TEST(!store.was_deleted("source", "s1"));  // it came again since
  tell("e2", "User Removed from User Group", "2026-03-01T13:00:00Z");
  BOOST_TEST(!store.was_deleted("source", "s1"));
  tell("e3", "Source Deleted", "2026-03-01T12:00:30.25Z");
  BOOST_TEST(store.was_deleted("source", "s1"));
}

BOOST_AUTO_TEST_CASE(a_batch_that_fails_leaves_nothing_behind) {
  look({a_source("s1")}, kNoon);
  const auto length = store.length();
  const auto head = store.head();
  BOOST_CHECK_THROW(look({a_source("s2"), {"s3", std::nullopt}}, kNoon + 1h), StorageError);
  BOOST_TEST(store.length() == length);
  BOOST_TEST(store.head() == head);
  BOOST_TEST(!store.is_known("source", "s2"));
  BOOST_TEST(look({a_source("s1"), a_source("s2")}, kNoon + 2h).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_that_loses_nothing) {
  look({a_source("s1")}, kNoon);
  const auto length = store.length();
  std::vector<Item> many;
  for (int i = 0; i < 100; ++i) many.push_back({"x" + std::to_string(i), R"({"name":")" + std::string(50'000, 'x') + R"("})"});
  std::string message;
  {
    FullDisk full(1 << 20);
    message = message_of([&] { look(many, kNoon + 1h); });
  }
  BOOST_TEST(message == (directory / "acme.db").string() + ": disk I/O error" + "; the disk is full or broken: free some "
                        "space or look at the kernel's log, nothing stored is lost");
  BOOST_TEST(store.length() == length);
  BOOST_TEST(look({a_source("s1"), a_source("s2")}, kNoon + 2h).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_stored_is_there_after_reopening) {
  const auto file = directory / "again.db";
  std::string head;
  {
    Store first(file, "key");
    first.bind_workspace("w1");
    first.record({{a_look_at("source", {a_source("s1")})}, {}, {}}, kNoon);
    head = first.head();
  }
  Store second(file, "key");
  BOOST_TEST(second.head() == head);
  BOOST_TEST((second.workspace_id() == "w1"));
  BOOST_TEST(second.is_known("source", "s1"));
}

BOOST_AUTO_TEST_CASE(a_database_of_another_workspace_is_refused) {
  store.bind_workspace("w1");
  store.bind_workspace("w1");
  BOOST_TEST(message_of([&] { store.bind_workspace("w2"); }) ==
             (directory / "acme.db").string() +
                 ": is about workspace w1, but the token opens workspace w2; check the token, or give that workspace a "
                 "name (and so a database) of its own");
}

BOOST_AUTO_TEST_CASE(a_database_without_its_key_is_refused) {
  const auto file = directory / "keyed.db";
  { Store first(file, "one key"); }
  BOOST_TEST(message_of([&] { Store second(file, "another key"); }) ==
             file.string() + ": was written with another redaction key; put its key file back beside it, or move the "
                             "database away to start anew");
}

BOOST_AUTO_TEST_CASE(a_database_of_a_newer_version_is_refused) {
  const auto file = directory / "newer.db";
  { Store first(file, "key"); }
  { SQLite::Database raw(file.string(), SQLite::OPEN_READWRITE); raw.exec("PRAGMA user_version = 999"); }
  BOOST_TEST(message_of([&] { Store second(file, "key"); }) ==
             file.string() + ": was written by a newer segaudit (format 999; this program knows up to 2); install that "
                             "version or a newer one");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_ours_is_refused_and_left_alone) {
  const auto foreign = directory / "foreign.db", text = directory / "text.db";
  { SQLite::Database raw(foreign.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE); raw.exec("CREATE TABLE t (x)"); }
  BOOST_TEST(message_of([&] { Store second(foreign, "key"); }).find("but not one of segaudit's") != std::string::npos);
  std::ofstream(text) << std::string(5000, 'x');
  BOOST_TEST(message_of([&] { Store third(text, "key"); }).find("move it away and restore a backup") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_directory_that_does_not_exist_is_named) {
  const auto file = directory / "no" / "such" / "acme.db";
  BOOST_TEST(message_of([&] { Store second(file, "key"); }) ==
             file.string() + ": cannot be opened for writing: No such file or directory; check that the directory exists "
                             "and that segaudit's user may write it");
}

BOOST_AUTO_TEST_CASE(the_database_is_private) {
  struct stat info{};
  BOOST_REQUIRE(::stat((directory / "acme.db").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0600u);
}

BOOST_AUTO_TEST_CASE(configuration_is_logged_when_it_differs) {
  store.set_config("environments", R"({"label":"env"})", kNoon);
  const auto length = store.length();
  store.set_config("environments", R"({"label":"env"})", kNoon);
  BOOST_TEST(store.length() == length);
  store.set_config("environments", R"({"label":"stage"})", kNoon);
  BOOST_TEST(store.length() == length + 1);
}

BOOST_AUTO_TEST_CASE(the_log_cannot_be_rewritten_by_accident) {
  look({a_source("s1")}, kNoon);
  SQLite::Database raw((directory / "acme.db").string(), SQLite::OPEN_READWRITE);
  BOOST_CHECK_THROW(raw.exec("DELETE FROM log"), SQLite::Exception);
  BOOST_CHECK_THROW(raw.exec("UPDATE log SET at = 0"), SQLite::Exception);
}

BOOST_AUTO_TEST_CASE(derived_tables_made_by_other_projections_are_filled_again) {
  look({a_source("s1")}, kNoon);
  look({a_source("s1", "staging")}, kNoon + 1h);
  {
    SQLite::Database raw((directory / "acme.db").string(), SQLite::OPEN_READWRITE);
    raw.exec("UPDATE meta SET value = 'older' WHERE name = 'schema_fingerprint'; DELETE FROM source_rows; CREATE TABLE old_rows (x)");
  }
  Store again(directory / "acme.db", "key");
  SQLite::Database raw((directory / "acme.db").string());
  BOOST_TEST(raw.execAndGet("SELECT count(*) FROM source_rows").getInt() == 2);
  BOOST_TEST(raw.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name = 'old_rows'").getInt() == 0);
}

BOOST_AUTO_TEST_CASE(an_unchanged_collection_only_gets_a_fresh_date) {
  look({a_source("s1")}, kNoon);
  const Seq length = store.length();
  Observation unchanged = a_look_at("source", {});
  unchanged.unchanged = true;
  BOOST_TEST(store.record({{unchanged}, {}, {}}, kNoon + 6h).empty());
  BOOST_TEST(store.length() == length);
  BOOST_TEST(store.is_known("source", "s1"));
  BOOST_TEST((store.last_complete({"source", ""}) == kNoon + 6h));
}

BOOST_AUTO_TEST_CASE(what_was_never_looked_at_cannot_be_unchanged) {
  Observation unchanged = a_look_at("source", {});
  unchanged.unchanged = true;
  BOOST_CHECK_THROW(store.record({{unchanged}, {}, {}}, kNoon), StorageError);
}

BOOST_AUTO_TEST_CASE(what_moved_to_another_parent_is_not_gone_with_the_old_one) {
  store.record({{a_look_at("destination_filter", {{"f1", "{}"}}, "d1")}, {}, {}}, kNoon);
  store.record({{a_look_at("destination_filter", {{"f1", "{}"}}, "d2")}, {}, {}}, kNoon + 1h);
  Observation old = a_look_at("destination_filter", {}, "d1");
  old.gone = {{"f1", GoneAs::vanished}};
  store.record({{old}, {}, {}}, kNoon + 2h);
  BOOST_TEST(store.is_known("destination_filter", "f1"));
}

BOOST_AUTO_TEST_SUITE_END()
