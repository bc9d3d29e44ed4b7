#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/test/unit_test.hpp>

#include "storage/query_session.h"
#include "storage/store.h"
#include "storage/verify.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit::storage;
using namespace segaudit::tests;

namespace {

constexpr auto kGrace = 15min;

struct Event {
  std::string id, resource, actor;
  Time at;
  std::string type = "Source Modified";
};

struct Fixture {
  TemporaryDirectory directory;
  std::filesystem::path file = directory / "acme.db";
  std::optional<Store> store{std::in_place, file, "key"};

  // given a workspace that was looked at, with a trail that tells of nothing yet
  Fixture() { look(kNoon, {a_source("s1"), a_source("s2")}); }

  void look(Time at, std::vector<Item> sources) { store->record({{a_look_at("source", std::move(sources))}, {}, {}}, at); }
  void read_trail(Time at, const std::vector<Event>& events = {}) {
    Observation seen{{"audit_event", ""}, Look::events, {}, {}};
    for (const auto& event : events)
      seen.items.push_back({event.id, R"({"id":")" + event.id + R"(","timestamp":")" + format_time(event.at) +
                                          R"(","type":")" + event.type + R"(","actor":")" + event.actor +
                                          R"(","actorEmail":"jo@acme.example","resourceId":")" + event.resource + R"("})"});
    store->record({{seen}, {}, {}}, at);
  }
  void miss_trail(Time at) { store->record({{}, {{{"audit_event", ""}, "timeout", "", true, false}}, {}}, at); }
  std::size_t attribute(Time now) { return store->attribute(now, kGrace); }
  void reopen() {
    store.reset();
    store.emplace(file, "key");
  }

  // One line for each change: "s1 modified: user/jo (e1)", with the answer of an earlier position where one is given.
  std::string changes(std::optional<Seq> as_of = {}) {
    QuerySession session(file, as_of);
    std::string text;
    for (const auto& row : session.run("SELECT resource_id || ' ' || change || ': ' || coalesce(actor || ' (' || event_id || ')', "
                                       "attribution, 'not known yet') FROM changes ORDER BY seq").rows)
      text += (text.empty() ? "" : "; ") + to_text(row[0]);
    return text;
  }
  std::string first(const std::string& sql) {
    QuerySession session(file);
    const auto rows = session.run(sql).rows;
    return rows.empty() ? "no row" : to_text(rows[0][0]);
  }
};

const std::vector<Item> kModified = {a_source("s1", "staging"), a_source("s2")};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(attribution_tests, Fixture)

BOOST_AUTO_TEST_CASE(an_event_that_was_read_before_its_change_names_the_actor_in_the_same_call) {
  read_trail(kNoon + 2min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  look(kNoon + 2min, kModified);
  BOOST_TEST(attribute(kNoon + 2min) == 1u);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1)");
  BOOST_TEST(first("SELECT actor_user_id || ' ' || actor_email || ' ' || attribution || ' ' || event_type || ' ' || event_at "
                   "FROM changes") == "jo jo@acme.example event Source Modified 2026-03-01T12:01:00.000Z");
  BOOST_TEST(store->actor_of(store->length() - 1).value_or("nobody") == "user/jo");
}

BOOST_AUTO_TEST_CASE(an_event_that_comes_after_its_change_names_the_actor_late_and_once) {
  look(kNoon + 2min, kModified);
  BOOST_TEST(attribute(kNoon + 2min) == 0u);
  const Seq before = store->length();
  read_trail(kNoon + 10min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  BOOST_TEST(attribute(kNoon + 10min) == 1u);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1)");
  BOOST_TEST(changes(before) == "s1 modified: not known yet");
  read_trail(kNoon + 11min, {{"e2", "s1", "user/eve", kNoon + 1min}});
  BOOST_TEST(attribute(kNoon + 11min) == 0u);
}

BOOST_AUTO_TEST_CASE(a_change_that_no_event_tells_of_is_called_unattributed_after_the_grace_and_only_once) {
  look(kNoon + 2min, kModified);
  read_trail(kNoon + 17min);
  BOOST_TEST(attribute(kNoon + 17min) == 0u);  // the window is open for another minute
  read_trail(kNoon + 18min);
  BOOST_TEST(attribute(kNoon + 18min) == 1u);
  BOOST_TEST(changes() == "s1 modified: unattributed");
  read_trail(kNoon + 30min, {{"e1", "s2", "user/elsewhere", kNoon + 1min}});
  BOOST_TEST(attribute(kNoon + 30min) == 0u);
}

BOOST_AUTO_TEST_CASE(a_trail_that_was_lost_meanwhile_calls_nothing_unattributed) {
  look(kNoon + 2min, kModified);
  read_trail(kNoon + 20min);
  miss_trail(kNoon + 21min);
  BOOST_TEST(attribute(kNoon + 21min) == 0u);
  BOOST_TEST(changes() == "s1 modified: not known yet");
}

BOOST_AUTO_TEST_CASE(an_event_that_comes_after_the_grace_still_names_the_actor) {
  look(kNoon + 2min, kModified);
  read_trail(kNoon + 20min);
  attribute(kNoon + 20min);
  const Seq before = store->length();
  read_trail(kNoon + 3h, {{"e1", "s1", "user/jo", kNoon + 1min}});
  BOOST_TEST(attribute(kNoon + 3h) == 1u);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1)");
  BOOST_TEST(changes(before) == "s1 modified: unattributed");
  BOOST_TEST(attribute(kNoon + 4h) == 0u);
}

BOOST_AUTO_TEST_CASE(of_several_events_the_last_one_before_the_change_was_seen_is_named_and_all_are_kept) {
  look(kNoon + 2min, kModified);
  read_trail(kNoon + 3min, {{"e1", "s1", "user/first", kNoon + 30s},
                            {"e2", "s1", "user/last", kNoon + 1min},
                            {"e3", "s1", "user/after", kNoon + 150s},
                            {"e4", "s2", "user/elsewhere", kNoon + 1min}});
  attribute(kNoon + 3min);
  BOOST_TEST(changes() == "s1 modified: user/last (e2)");
  BOOST_TEST(first("SELECT events FROM attribution_rows") == R"(["e1","e2","e3"])");
}

BOOST_AUTO_TEST_CASE(an_event_outside_the_window_tells_of_nothing) {
  read_trail(kNoon + 2min, {{"before", "s1", "user/jo", kNoon - 10min}});
  look(kNoon + 2min, kModified);
  read_trail(kNoon + 20min, {{"after", "s1", "user/jo", kNoon + 4min}});
  attribute(kNoon + 20min);
  BOOST_TEST(changes() == "s1 modified: unattributed");
}

BOOST_AUTO_TEST_CASE(a_change_becomes_visible_up_to_five_minutes_after_its_event) {
  // given a look that did not show the change yet, although its event had happened
  look(kNoon + 10min, {a_source("s1"), a_source("s2")});
  read_trail(kNoon + 16min, {{"e1", "s1", "user/jo", kNoon + 6min}});
  look(kNoon + 16min, kModified);
  attribute(kNoon + 16min);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1)");
}

BOOST_AUTO_TEST_CASE(an_event_about_the_resource_itself_goes_before_one_about_its_parent) {
  store->record({{a_look_at("destination_filter", {{"f1", R"({"v":1})"}, {"f2", R"({"v":1})"}}, "d1")}, {}, {}}, kNoon);
  read_trail(kNoon + 2min, {{"own", "f1", "user/jo", kNoon + 1min}, {"parent", "d1", "user/eve", kNoon + 90s}});
  store->record({{a_look_at("destination_filter", {{"f1", R"({"v":2})"}, {"f2", R"({"v":2})"}}, "d1")}, {}, {}}, kNoon + 2min);
  attribute(kNoon + 2min);
  BOOST_TEST(changes() == "f1 modified: user/jo (own); f2 modified: user/eve (parent)");
}

BOOST_AUTO_TEST_CASE(an_event_about_one_end_tells_of_an_edge) {
  store->record({{a_look_at("group_member", {}, "g1")}, {}, {}}, kNoon);
  store->record({{a_look_at("group_member", {{"g1/u1", R"({"id":"u1"})"}, {"g1/u2", R"({"id":"u2"})"}}, "g1")}, {}, {}}, kNoon + 2min);
  read_trail(kNoon + 2min, {{"e1", "u1", "user/jo", kNoon + 1min, "User Added To User Group"}});
  attribute(kNoon + 2min);
  BOOST_TEST(changes() == "g1/u1 created: user/jo (e1); g1/u2 created: not known yet");
}

BOOST_AUTO_TEST_CASE(an_id_in_another_notation_is_the_same_resource) {
  store->record({{a_look_at("label", {})}, {}, {}}, kNoon);
  read_trail(kNoon + 2min, {{"e1", "sources/s1", "user/jo", kNoon + 1min}, {"e2", "environment:staging", "user/eve", kNoon + 1min}});
  look(kNoon + 2min, kModified);
  store->record({{a_look_at("label", {{"environment/staging", "{}"}})}, {}, {}}, kNoon + 2min);
  attribute(kNoon + 2min);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1); environment/staging created: user/eve (e2)");
}

BOOST_AUTO_TEST_CASE(one_event_tells_of_everything_that_went_with_a_source) {
  store->record({{a_look_at("source_settings", {{"s1", "{}"}}, "s1"),
                  a_look_at("destination_subscription", {{"x1", R"({"id":"x1"})"}}, "d1"),
                  a_look_at("destination", {{"d1", R"({"id":"d1","sourceId":"s1"})"}, {"d2", R"({"id":"d2","sourceId":"s2"})"}})},
                 {}, {}}, kNoon);
  read_trail(kNoon + 2min, {{"e1", "s1", "user/jo", kNoon + 1min, "Source Deleted"}});
  Observation sources = a_look_at("source", {a_source("s2")});
  sources.gone = {{"s1", GoneAs::deleted}};
  Observation destinations = a_look_at("destination", {});
  destinations.gone = {{"d1", GoneAs::vanished}, {"d2", GoneAs::vanished}};
  store->record({{sources, destinations}, {}, {{{"source_settings", "s1"}, GoneAs::deleted},
                  {{"destination_subscription", "d1"}, GoneAs::vanished}}}, kNoon + 2min);
  BOOST_TEST(attribute(kNoon + 2min) == 4u);
  BOOST_TEST(changes() == "s1 deleted: user/jo (e1); d1 vanished: user/jo (e1); d2 vanished: not known yet; "
                          "s1 deleted: user/jo (e1); x1 vanished: user/jo (e1)");
}

BOOST_AUTO_TEST_CASE(an_event_that_told_of_one_change_is_not_taken_for_the_next_ones_while_that_may_have_its_own) {
  read_trail(kNoon + 2min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  look(kNoon + 2min, kModified);
  attribute(kNoon + 2min);
  look(kNoon + 4min, {a_source("s1", "testing"), a_source("s2")});
  BOOST_TEST(attribute(kNoon + 4min) == 0u);
  read_trail(kNoon + 6min, {{"e2", "s1", "user/eve", kNoon + 3min}});
  attribute(kNoon + 6min);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1); s1 modified: user/eve (e2)");
}

BOOST_AUTO_TEST_CASE(a_second_half_of_a_change_gets_the_event_of_the_first_when_no_other_comes) {
  read_trail(kNoon + 2min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  look(kNoon + 2min, kModified);
  look(kNoon + 6min, {a_source("s1", "testing"), a_source("s2")});
  attribute(kNoon + 6min);
  read_trail(kNoon + 22min);
  attribute(kNoon + 22min);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1); s1 modified: user/jo (e1)");
}

BOOST_AUTO_TEST_CASE(while_the_trail_cannot_be_read_nothing_is_called_unattributed) {
  look(kNoon + 2min, kModified);
  BOOST_TEST(attribute(kNoon + 24h) == 0u);  // never read
  read_trail(kNoon + 10min);
  miss_trail(kNoon + 25h);
  BOOST_TEST(attribute(kNoon + 25h) == 0u);  // read too early, then lost
  BOOST_TEST(changes() == "s1 modified: not known yet");
  // when it answers again, it tells what happened meanwhile, or that nothing did
  read_trail(kNoon + 26h, {{"e1", "s1", "user/jo", kNoon + 1min}});
  attribute(kNoon + 26h);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1)");
}

BOOST_AUTO_TEST_CASE(what_is_not_settled_survives_a_restart) {
  look(kNoon + 2min, kModified);
  look(kNoon + 4min, {a_source("s1", "staging"), a_source("s2", "staging")});
  attribute(kNoon + 4min);
  reopen();
  read_trail(kNoon + 20min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  reopen();
  BOOST_TEST(attribute(kNoon + 20min) == 2u);
  BOOST_TEST(changes() == "s1 modified: user/jo (e1); s2 modified: unattributed");
}

BOOST_AUTO_TEST_CASE(tables_filled_again_from_the_log_are_the_same) {
  look(kNoon + 2min, kModified);
  look(kNoon + 4min, {a_source("s1", "staging"), a_source("s2", "staging")});
  read_trail(kNoon + 20min);
  attribute(kNoon + 20min);
  read_trail(kNoon + 21min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  attribute(kNoon + 21min);
  const std::string expected = "s1 modified: user/jo (e1); s2 modified: unattributed";
  BOOST_TEST(changes() == expected);
  BOOST_TEST(verify(file).valid());
  store.reset();
  {
    SQLite::Database raw(file.string(), SQLite::OPEN_READWRITE);
    raw.exec("UPDATE meta SET value = 'older' WHERE name = 'schema_fingerprint'");
  }
  store.emplace(file, "key");
  BOOST_TEST(changes() == expected);
  BOOST_TEST(verify(file).valid());
  // and what waited for a late event still does
  read_trail(kNoon + 22min, {{"e2", "s2", "user/eve", kNoon + 3min}});
  BOOST_TEST(attribute(kNoon + 22min) == 1u);
}

BOOST_AUTO_TEST_CASE(a_database_of_the_format_before_goes_on_with_what_happens_from_now_on) {
  look(kNoon + 2min, kModified);
  store.reset();
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("DROP TABLE change_windows; PRAGMA user_version = 1");
  store.emplace(file, "key");
  look(kNoon + 4min, {a_source("s1", "staging"), a_source("s2", "staging")});
  read_trail(kNoon + 4min, {{"e1", "s1", "user/jo", kNoon + 1min}, {"e2", "s2", "user/eve", kNoon + 3min}});
  attribute(kNoon + 4min);
  BOOST_TEST(changes() == "s1 modified: not known yet; s2 modified: user/eve (e2)");
  BOOST_TEST(verify(file).valid());
}

BOOST_AUTO_TEST_CASE(an_attribution_that_was_tampered_with_in_the_table_is_found) {
  read_trail(kNoon + 2min, {{"e1", "s1", "user/jo", kNoon + 1min}});
  look(kNoon + 2min, kModified);
  attribute(kNoon + 2min);
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("UPDATE attribution_rows SET actor = 'user/eve'");
  BOOST_TEST(!verify(file).valid());
}

BOOST_AUTO_TEST_CASE(first_looks_and_measurements_are_no_changes_and_wait_for_nobody) {
  store->record({{a_look_at("delivery_summary", {{"d1", R"({"v":1})"}}, "d1")}, {}, {}}, kNoon);
  store->record({{a_look_at("delivery_summary", {{"d1", R"({"v":2})"}}, "d1")}, {}, {}}, kNoon + 24h);
  read_trail(kNoon + 48h);
  const Seq before = store->length();
  BOOST_TEST(attribute(kNoon + 48h) == 0u);
  BOOST_TEST(store->length() == before);
}

BOOST_AUTO_TEST_CASE(nothing_waits_longer_than_the_trail_goes_back) {
  look(kNoon + 2min, kModified);
  read_trail(kNoon + 20min);
  attribute(kNoon + 20min);
  attribute(kNoon + 91 * 24h);
  read_trail(kNoon + 91 * 24h, {{"e1", "s1", "user/jo", kNoon + 1min}});
  BOOST_TEST(attribute(kNoon + 91 * 24h) == 0u);
}

BOOST_AUTO_TEST_CASE(an_event_with_an_unreadable_time_or_without_an_actor_does_no_harm) {
  Observation seen{{"audit_event", ""}, Look::events,
                   {{"e1", R"({"timestamp":"now","actor":"user/eve","resourceId":"s1"})"},
                    {"e2", R"({"timestamp":"2026-03-01T12:01:00Z","actor":"","resourceId":"s1"})"}}, {}};
  look(kNoon + 2min, kModified);
  store->record({{seen}, {}, {}}, kNoon + 2min);
  BOOST_TEST(attribute(kNoon + 2min) == 1u);
  BOOST_TEST(changes() == "s1 modified: event");
}

BOOST_AUTO_TEST_SUITE_END()
