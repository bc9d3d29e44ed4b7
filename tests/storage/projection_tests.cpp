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

  void look(const std::string& kind, std::vector<Item> items, const std::string& parent = "", Time at = kNoon) {
    store.record({{a_look_at(kind, std::move(items), parent)}, {}, {}}, at);
  }
  // Rows as "a|b" lines.
  std::string answer(const std::string& sql, std::optional<Seq> as_of = {}) {
    QuerySession session(directory / "acme.db", as_of);
    std::string lines;
    for (const auto& row : session.run(sql).rows) {
      for (std::size_t i = 0; i < row.size(); ++i)
        lines += (i ? "|" : "") + (std::holds_alternative<std::monostate>(row[i]) ? "NULL" : to_text(row[i]));
      lines += "\n";
    }
    return lines;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(projection_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_source_without_a_name_is_called_by_its_slug) {
  look("source", {{"s1", R"({"slug":"web","name":"","enabled":true,"writeKeys":["fp:1","fp:2"],"labels":[]})"},
                  {"s2", R"({"slug":"app","enabled":false})"}});
  BOOST_TEST(answer("SELECT id, name, enabled, write_keys FROM sources ORDER BY id") == "s1|web|1|2\ns2|app|0|NULL\n");
}

BOOST_AUTO_TEST_CASE(forwarding_off_has_three_shapes_and_is_null) {
  look("source", {a_source("s1"), a_source("s2"), a_source("s3"), a_source("s4")});
  look("source_settings", {{"s1", R"({})"}}, "s1");
  look("source_settings", {{"s2", R"({"forwardingBlockedEventsTo":null})"}}, "s2");
  look("source_settings", {{"s3", R"({"forwardingBlockedEventsTo":""})"}}, "s3");
  look("source_settings", {{"s4", R"({"forwardingBlockedEventsTo":"s1"})"}}, "s4");
  BOOST_TEST(answer("SELECT source_id, forwarding_blocked_events_to FROM source_settings ORDER BY 1") ==
             "s1|NULL\ns2|NULL\ns3|NULL\ns4|s1\n");
}

BOOST_AUTO_TEST_CASE(blocking_lists_its_reasons_and_an_absent_boolean_blocks_nothing) {
  look("source_settings", {{"s1", R"({"track":{"allowUnplannedEvents":false,"commonEventOnViolations":"Block"}})"}}, "s1");
  look("source_settings", {{"s2", R"({"track":{"commonEventOnViolations":"OMIT_PROPERTIES"}})"}}, "s2");
  BOOST_TEST(answer("SELECT source_id, reason_count, reasons FROM source_blocking") ==
             "s1|2|unplanned events, track calls against the common schema\n");
}

BOOST_AUTO_TEST_CASE(the_environment_follows_the_configuration) {
  store.set_config("environments", R"({"label":"Stage","production":["Live"]})", kNoon);
  look("source", {{"s1", R"({"slug":"a","labels":[{"key":"stage","value":"LIVE"}]})"},
                  {"s2", R"({"slug":"b","labels":[{"key":"stage","value":"test"}]})"},
                  {"s3", R"({"slug":"c","labels":[{"key":"environment","value":"live"}]})"}});
  BOOST_TEST(answer("SELECT source_id, environment, is_production FROM source_environment ORDER BY 1") ==
             "s1|live|1\ns2|test|0\ns3|NULL|NULL\n");
}

BOOST_AUTO_TEST_CASE(settings_of_a_destination_tell_masked_values_apart) {
  look("destination", {{"d1", R"({"enabled":true,"sourceId":"s1","metadata":{"id":"m1"},"settings":{"apiKey":"masked:12","host":"fp:34","retries":{"x":"masked:1"}}})"}});
  BOOST_TEST(answer("SELECT id, name, source_id, metadata_id FROM destinations") == "d1|d1|s1|m1\n");
  BOOST_TEST(answer("SELECT name, masked FROM destination_settings ORDER BY 1") == "apiKey|1\nhost|0\nretries|1\n");
}

BOOST_AUTO_TEST_CASE(properties_of_a_rule_are_found_at_every_depth) {
  look("tracking_plan_rule",
       {{"tp/TRACK/Order/1",
         R"({"type":"TRACK","key":"Order","version":1,"jsonSchema":{"type":"object","properties":{"context":{"type":"object"},)"
         R"("properties":{"type":"object","properties":{"email":{"type":"string","description":"mail"},)"
         R"("item":{"type":["object","null"],"properties":{"sku":{"type":"string"}}}}}}}})"}},
       "tp");
  BOOST_TEST(answer("SELECT name, path, type FROM tracking_plan_properties ORDER BY path") ==
             "email|$.jsonSchema.properties.properties.properties.email|\"string\"\n"
             "item|$.jsonSchema.properties.properties.properties.item|[\"object\",\"null\"]\n"
             "sku|$.jsonSchema.properties.properties.properties.item.properties.sku|\"string\"\n");
  BOOST_TEST(answer("SELECT tracking_plan_id, type, key, version, deprecated_at FROM tracking_plan_rules") ==
             "tp|TRACK|Order|1|NULL\n");
}

BOOST_AUTO_TEST_CASE(the_schema_of_a_rule_is_there_whole_or_cut_now_and_as_of_then) {
  const std::string long_text(5000, 'x');
  look("tracking_plan_rule", {{"r1", R"({"jsonSchema":{"type":"object"}})"},
                              {"r2", R"({"jsonSchema":{"title":")" + long_text + R"("}})"}, {"r3", R"({"key":"x"})"}}, "tp");
  const Seq then = store.length();
  look("tracking_plan_rule", {{"r1", R"({"jsonSchema":{"type":"array"}})"}}, "tp", kNoon + 1h);
  BOOST_TEST(answer("SELECT id, json_schema FROM tracking_plan_rules WHERE id = 'r1'") == "r1|{\"type\":\"array\"}\n");
  BOOST_TEST(answer("SELECT json_schema FROM tracking_plan_rules WHERE id = 'r1'", then) == "{\"type\":\"object\"}\n");
  BOOST_TEST(answer("SELECT length(json_schema) <= 4096, instr(json_schema, 'cut; sha256') > 0 FROM tracking_plan_rules "
                    "WHERE id = 'r2'", then) == "1|1\n");
  BOOST_TEST(answer("SELECT json_schema FROM tracking_plan_rules WHERE id = 'r3'", then) == "NULL\n");
}

BOOST_AUTO_TEST_CASE(an_earlier_position_answers_as_it_did_then) {
  look("source", {a_source("s1")});
  const Seq then = store.length();
  look("source", {a_source("s1", "staging"), a_source("s2")}, "", kNoon + 1h);
  BOOST_TEST(answer("SELECT source_id, environment FROM source_environment ORDER BY 1") == "s1|staging\ns2|production\n");
  BOOST_TEST(answer("SELECT source_id, environment FROM source_environment ORDER BY 1", then) == "s1|production\n");
  BOOST_TEST(answer("SELECT count(*) FROM changes", then) == "0\n");
}

BOOST_AUTO_TEST_CASE(changes_name_the_fields_that_differ) {
  look("source", {a_source("s1")});
  look("source", {a_source("s1", "staging", false)}, "", kNoon + 90min);
  BOOST_TEST(answer("SELECT c.at, c.kind, c.resource_id, c.change, f.field, f.old_value, f.new_value FROM changes c "
                    "JOIN changed_fields f USING (seq) ORDER BY f.field") ==
             "2026-03-01T13:30:00.000Z|source|s1|modified|/enabled|true|false\n"
             "2026-03-01T13:30:00.000Z|source|s1|modified|/labels/0/value|\"production\"|\"staging\"\n");
}

BOOST_AUTO_TEST_CASE(documents_of_an_unexpected_shape_do_not_stop_the_projection) {
  look("source", {{"s1", R"({"labels":"none","name":{"x":1},"enabled":"maybe"})"}, {"s2", R"([])"}, {"s3", R"({"labels":[1,null]})"}});
  look("destination", {{"d1", R"({"settings":null})"}, {"d2", R"({"settings":[1]})"}});
  look("tracking_plan_rule", {{"r1", R"({"version":"x","jsonSchema":7})"}}, "tp");
  BOOST_TEST(answer("SELECT count(*) FROM sources") == "3\n");
}

BOOST_AUTO_TEST_SUITE_END()
