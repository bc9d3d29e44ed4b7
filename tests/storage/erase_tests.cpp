#include "storage/erase.h"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "storage/archive.h"
#include "storage/query_session.h"
#include "storage/schema.h"
#include "storage/store.h"
#include "storage/verify.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit::storage;
using namespace segaudit::tests;

namespace {

Item a_user(const std::string& id, const std::string& name, const std::string& email) {
  return {id, nlohmann::json{{"id", id}, {"name", name}, {"email", email}}.dump()};
}

Item an_event(const std::string& id, const nlohmann::json& fields) {
  nlohmann::json body = {{"id", id}, {"timestamp", "2026-03-01T11:00:00.000Z"}};
  body.update(fields);
  return {id, body.dump()};
}

// Jo Doe, her traces, and people who are easily taken for her.
struct Fixture {
  TemporaryDirectory directory;
  std::filesystem::path file = directory / "acme.db";
  Subject jo = subject("Jo@Acme.example");
  Seq before_she_left = 0;

  Fixture() {
    Store store(file, "key");
    store.set_config("waivers", R"([{"owner":"sam@acme.example"}])", kNoon);
    record(store, {a_look_at("user", {a_user("u1", "Jo \"J\" Doe", "jo@acme.example"), a_user("u2", "Jo Doe", "mojo@acme.example")}),
                   a_look_at("user_permissions", {{"u1", R"({"permissions":[{"roleName":"Owner","resources":[]}]})"}}, "u1"),
                   a_look_at("group", {{"g1", R"({"id":"g1","name":"Admins"})"}}),
                   a_look_at("group_member", {{"g1/u1", R"({"id":"u1"})"}, {"g1/u2", R"({"id":"u2"})"}}, "g1"),
                   a_look_at("invite", {{"fp:jo", R"({"email":"JO@acme.example"})"}, {"fp:sam", R"({"email":"sam@acme.example"})"}}),
                   a_look_at("source", {a_source("s1"), {"s2", R"({"id":"s2","name":"by\njo@acme.example"})"}}),
                   a_look_at("function", {{"f1", R"({"createdBy":"u1","id":"f1"})"}}, "SOURCE")});
    Observation events = a_look_at("audit_event", {an_event("e1", {{"actor", "user/u1"}, {"actorEmail", "jo@acme.example"}}),
                                                   an_event("e2", {{"actor", "user/u2"}, {"resourceId", "u1"}}),
                                                   an_event("e3", {{"actor", "user/u2"}, {"actorEmail", "mojo@acme.example"}})});
    events.look = Look::events;
    record(store, {events});
    Violation about_her = a_violation("p1", "u1"), about_a_group = a_violation("p2", "g1"), other = a_violation("p3", "s1");
    about_her.resource_kind = "user";
    about_her.resource_name = "Jo";
    about_a_group.message = "only Jo Doe and u1";
    about_a_group.evidence = R"([{"owners":"[\"Jo \\\"J\\\" Doe\"]"}])";
    store.apply(std::vector{Transition{{}, about_her}, Transition{{}, about_a_group}, Transition{{}, other}}, kNoon);
    before_she_left = store.length();
    Observation users = a_look_at("user", {a_user("u2", "Jo Doe", "mojo@acme.example")});
    users.gone = {{"u1"}};
    Observation invites = a_look_at("invite", {{"fp:sam", std::nullopt}});
    invites.gone = {{"fp:jo"}};
    Observation members = a_look_at("group_member", {{"g1/u2", std::nullopt}}, "g1");
    members.gone = {{"g1/u1"}};
    store.record({{users, invites, members, a_look_at("source", {a_source("s1"), a_source("s2")})}, {}, {{{"user_permissions", "u1"}}}},
                 kNoon + 1h);
  }

  static void record(Store& store, std::vector<Observation> observations) { store.record({std::move(observations), {}, {}}, kNoon); }
  static Subject subject(const std::string& who) {
    const auto aliases = [](const std::string& address) {
      return address == "JO@acme.example" || address == "jo@acme.example" || address == "Jo@Acme.example"
                 ? Aliases{{"fp:jo"}, {"person:1@acme.example"}} : Aliases{};
    };
    return {who, aliases, "fp:subject", "person:", false};
  }
  std::string bytes(const char* suffix = "") const {
    std::ifstream stream(file.string() + suffix, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(stream), {});
    for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
    return text;
  }
  Erasure erase_jo() { return erase(file, "key", jo, kNoon + 2h); }
  std::vector<std::string> column(const std::string& sql, std::optional<Seq> as_of = {}) const {
    QuerySession session(file, as_of);
    session.begin(kNoon + 3h);
    std::vector<std::string> values;
    for (const auto& row : session.run(sql).rows) values.push_back(to_text(row[0]));
    return values;
  }
  void raw(const std::string& sql) const { SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec(sql); }
  std::int64_t number(const std::string& sql) const {
    return SQLite::Database(file.string()).execAndGet(sql).getInt64();
  }
};

using Texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(erase_tests, Fixture)

BOOST_AUTO_TEST_CASE(nothing_that_names_the_person_is_left_in_a_byte_of_the_file) {
  BOOST_REQUIRE(bytes().find("\njo@acme.example") != std::string::npos || bytes("-wal").find("jo@acme.example") != std::string::npos ||
                bytes().find("jo@acme.example") != std::string::npos);
  erase_jo();
  for (const char* suffix : {"", "-wal"}) {
    std::string text = bytes(suffix);
    for (auto at = text.find("mojo@"); at != std::string::npos; at = text.find("mojo@")) text.erase(at, 16);  // somebody else
    BOOST_TEST(text.find("jo@acme.example") == std::string::npos, suffix);
    BOOST_TEST(text.find("j\\\" doe") == std::string::npos, suffix);
    BOOST_TEST(text.find("j\" doe") == std::string::npos, suffix);
  }
}

BOOST_AUTO_TEST_CASE(the_log_and_the_tables_verify_afterwards_and_tell_of_the_erasure_but_not_of_whom) {
  const auto erased = erase_jo();
  const std::map<std::string, std::int64_t> rows = {{"audit_event", 2}, {"group_member", 1}, {"invite", 1}, {"source", 1},
                                                    {"user", 1}, {"user_permissions", 1}, {"violation", 2}};
  BOOST_TEST((erased.rows == rows));
  const auto report = verify(file);
  for (const auto& fault : report.faults) BOOST_ERROR(std::to_string(fault.seq) + ": " + fault.text);
  BOOST_TEST(report.erased == 9);
  SQLite::Database raw(file.string());
  const auto told = nlohmann::json::parse(raw.execAndGet("SELECT content FROM log WHERE type = 'erasure'").getString());
  BOOST_TEST(told["subject"] == "fp:subject");
  BOOST_TEST(told["rows"]["audit_event"] == 2);
  BOOST_TEST(told["violations"].size() == 2u);
  BOOST_TEST(raw.execAndGet("SELECT type FROM log ORDER BY seq DESC LIMIT 1").getString() == "erasure");
}

BOOST_AUTO_TEST_CASE(an_id_finds_what_the_address_finds) {
  jo = subject("u1");
  BOOST_TEST(erase_jo().positions.size() == 9u);
}

BOOST_AUTO_TEST_CASE(somebody_of_the_same_name_or_a_longer_address_keeps_everything) {
  erase_jo();
  BOOST_TEST(column("SELECT email FROM users") == Texts{"mojo@acme.example"}, boost::test_tools::per_element());
  BOOST_TEST(column("SELECT name FROM users") == Texts{"Jo Doe"}, boost::test_tools::per_element());
  BOOST_TEST(column("SELECT actor_email FROM audit_events WHERE id = 'e3'") == Texts{"mojo@acme.example"}, boost::test_tools::per_element());
  BOOST_TEST(column("SELECT email FROM invites") == Texts{"sam@acme.example"}, boost::test_tools::per_element());
  BOOST_TEST(column("SELECT created_by FROM functions") == Texts{"u1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_earlier_time_shows_null_where_something_was_erased) {
  erase_jo();
  BOOST_TEST(column("SELECT count(*) FROM users WHERE id = 'u1' AND name = 'u1' AND email IS NULL", before_she_left) == Texts{"1"},
             boost::test_tools::per_element());
  BOOST_TEST(column("SELECT count(*) FROM audit_events WHERE type IS NULL AND actor IS NULL", before_she_left) == Texts{"2"},
             boost::test_tools::per_element());
  const auto then = Archive(file).active_violations(before_she_left);
  BOOST_TEST(then.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_violation_keeps_its_state_and_age_and_loses_its_words) {
  const auto totals = Store(file, "key").violation_totals();
  erase_jo();
  Store store(file, "key");
  BOOST_TEST((store.violation_totals() == totals));
  const auto active = store.active_violations();
  BOOST_REQUIRE(active.size() == 3u);
  BOOST_TEST(active[0].message == "");
  BOOST_TEST(active[0].resource_name == "");
  BOOST_TEST(active[0].evidence == "[]");
  BOOST_TEST((active[0].state == ViolationState::open));
  BOOST_TEST((active[0].first_seen == kNoon));
  BOOST_TEST(active[0].severity == "high");
  BOOST_TEST(active[2].message == "wrong");
  Violation resolved = active[0];
  resolved.state = ViolationState::resolved;
  store.apply(std::vector{Transition{ViolationState::open, resolved}}, kNoon + 3h);
  BOOST_TEST(store.active_violations().size() == 2u);
  BOOST_TEST(verify(file).valid());
}

BOOST_AUTO_TEST_CASE(a_resolved_violation_stays_resolved) {
  {
    Store store(file, "key");
    Violation resolved = store.active_violations()[0];
    resolved.state = ViolationState::resolved;
    store.apply(std::vector{Transition{ViolationState::open, resolved}}, kNoon + 1h);
  }
  erase_jo();
  BOOST_TEST(Store(file, "key").active_violations().size() == 2u);
  BOOST_TEST(Archive(file).active_violations(before_she_left).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_plan_says_the_same_and_changes_nothing) {
  const auto length = Store(file, "key").length();
  const auto plan = plan_erasure(file, jo);
  BOOST_TEST(plan.positions.size() == 9u);
  BOOST_TEST(plan.still_there.empty());
  BOOST_TEST(verify(file).erased == 0);
  BOOST_TEST(Store(file, "key").length() == length);
}

BOOST_AUTO_TEST_CASE(what_holds_at_present_is_named) {
  const auto plan = plan_erasure(file, subject("sam@acme.example"));
  BOOST_TEST(plan.still_there == (Texts{"configuration waivers", "invite fp:sam"}), boost::test_tools::per_element());
  const auto plan_for_another = plan_erasure(file, subject("u2"));  // an edge holds nothing but an id
  BOOST_TEST(plan_for_another.still_there == Texts{"user u2"}, boost::test_tools::per_element());
  BOOST_TEST(plan_for_another.rows.at("group_member") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_read_again_afterwards_is_no_change) {
  jo = subject("u2");
  erase_jo();
  Store store(file, "key");
  const auto changes = store.record({{a_look_at("user", {a_user("u2", "Jo Doe", "mojo@acme.example")})}, {}, {}}, kNoon + 3h);
  BOOST_TEST(changes.empty());
  BOOST_TEST(column("SELECT email FROM users") == Texts{"mojo@acme.example"}, boost::test_tools::per_element());
  BOOST_TEST(column("SELECT count(*) FROM changes WHERE change = 'modified' AND kind = 'user'") == Texts{"0"}, boost::test_tools::per_element());
  BOOST_TEST(store.body_hashes("user", "u2").size() == 1u);
  BOOST_TEST(verify(file).valid());
}

BOOST_AUTO_TEST_CASE(the_trail_read_again_brings_no_erased_event_back) {
  erase_jo();
  Store store(file, "key");
  Observation events = a_look_at("audit_event", {an_event("e1", {{"actorEmail", "jo@acme.example"}})});
  events.look = Look::events;
  store.record({{events}, {}, {}}, kNoon + 3h);
  BOOST_TEST(number("SELECT count(*) FROM log WHERE id = 'e1'") == 1);
}

BOOST_AUTO_TEST_CASE(an_erasure_that_fails_in_the_middle_has_erased_nothing) {
  raw("CREATE TRIGGER stop BEFORE INSERT ON log WHEN new.type = 'erasure' BEGIN SELECT raise(ABORT, 'stop'); END");
  BOOST_CHECK_THROW(erase_jo(), StorageError);
  raw("DROP TRIGGER stop");
  BOOST_TEST(verify(file).valid());
  BOOST_TEST(verify(file).erased == 0);
  BOOST_TEST(erase_jo().positions.size() == 9u);
}

BOOST_AUTO_TEST_CASE(what_an_interrupted_erasure_left_in_free_pages_goes_with_the_next_call) {
  raw("PRAGMA secure_delete = OFF; CREATE TABLE left_over (x); INSERT INTO left_over VALUES ('jo.left@acme.example'); "
      "DROP TABLE left_over; PRAGMA wal_checkpoint(TRUNCATE)");
  BOOST_REQUIRE(bytes().find("jo.left@acme.example") != std::string::npos);
  jo = subject("jo.left@acme.example");
  BOOST_TEST(erase_jo().positions.empty());
  BOOST_TEST(bytes().find("jo.left@acme.example") == std::string::npos);
  BOOST_TEST(number("SELECT count(*) FROM log WHERE type = 'erasure'") == 0);
}

BOOST_AUTO_TEST_CASE(a_reader_that_keeps_old_pages_is_reported) {
  SQLite::Database reader(file.string(), SQLite::OPEN_READONLY);
  reader.exec("BEGIN; SELECT count(*) FROM log");
  try {
    erase_jo();
    BOOST_ERROR("nothing was reported");
  } catch (const StorageError& error) {
    BOOST_TEST(std::string(error.what()).find("erased, but another program is reading the database") != std::string::npos, error.what());
  }
}

BOOST_AUTO_TEST_CASE(ids_that_name_the_person_are_counted_because_they_stay) {
  {
    Store store(file, "key");
    store.apply(std::vector{Transition{{}, a_violation("own", "jo@acme.example")}}, kNoon + 1h);
  }
  BOOST_TEST(erase_jo().kept_ids == 1);
}

BOOST_AUTO_TEST_CASE(another_key_is_refused) { BOOST_CHECK_THROW(erase(file, "other", jo, kNoon), StorageError); }

BOOST_AUTO_TEST_CASE(pseudonyms_of_somebody_who_is_there_stay_where_the_agent_stores_them) {
  {
    Store store(file, "key", "2");
    store.record({{a_look_at("user", {a_user("u1", "person:2", "person:1@acme.example"), a_user("u2", "Jo Doe", "mojo@acme.example")})}, {}, {}},
                 kNoon + 1h);
  }
  jo.pseudonyms = true;
  const auto erased = erase_jo();
  BOOST_TEST(erased.still_there.empty());
  BOOST_TEST(column("SELECT email FROM users WHERE id = 'u1'") == Texts{"person:1@acme.example"}, boost::test_tools::per_element());
  jo.pseudonyms = false;
  BOOST_TEST(plan_erasure(file, jo).still_there == Texts{"user u1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_version_of_any_kind_may_be_erased) {
  TemporaryDirectory other;
  const auto all = other / "all.db";
  {
    Store store(all, "key");
    for (const auto& [kind, parent] : kinds()) record(store, {a_look_at(kind, {{"x", R"({"id":"x"})"}}, parent.empty() ? "" : "x")});
  }
  SQLite::Database(all.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE log SET content = NULL, salt = NULL; DELETE FROM meta WHERE name = 'schema_fingerprint'");
  BOOST_CHECK_NO_THROW(Store(all, "key"));
  BOOST_TEST(verify(all).valid());
  QuerySession session(all);
  session.begin(kNoon);
  for (const auto& [view, columns] : session.read_model()) BOOST_CHECK_NO_THROW(session.run("SELECT * FROM " + view));
}

BOOST_AUTO_TEST_SUITE_END()
