#include <boost/test/unit_test.hpp>

#include "storage/query_session.h"
#include "storage/schema.h"
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

BOOST_AUTO_TEST_CASE(a_filter_says_what_it_does_and_when) {
  look("destination_filter",
       {{"f1", R"({"title":"","enabled":true,"if":"type = \"track\"","sourceId":"s1","actions":[{"type":"sample"},{"type":"DROP"}]})"},
        {"f2", R"({"title":"PII","enabled":false,"actions":[]})"}, {"f3", R"({})"}}, "d1");
  BOOST_TEST(answer("SELECT id, destination_id, title, enabled, condition, actions, drops_events FROM destination_filters ORDER BY 1") ==
             "f1|d1|f1|1|type = \"track\"|SAMPLE, DROP|1\nf2|d1|PII|0|NULL|NULL|0\nf3|d1|f3|NULL|NULL|NULL|NULL\n");
}

BOOST_AUTO_TEST_CASE(a_subscription_belongs_to_its_destination) {
  look("destination_subscription", {{"sub1", R"({"name":"Track","enabled":true,"actionSlug":"trackEvent","trigger":"type = \"track\""})"}}, "d1");
  BOOST_TEST(answer("SELECT id, destination_id, name, enabled, action_slug, trigger, model_id FROM destination_subscriptions") ==
             "sub1|d1|Track|1|trackEvent|type = \"track\"|NULL\n");
}

BOOST_AUTO_TEST_CASE(a_summary_is_measured_kept_and_no_change) {
  const auto summary = [](int successes) {
    return R"({"destinationMetadataId":"m1","sourceId":"s1","metrics":[{"metricName":"successes","total":)" +
           std::to_string(successes) + R"(,"breakdown":[{"metricName":"successes_after_retry","value":2}]}]})";
  };
  look("delivery_summary", {{"d1", summary(10)}}, "d1");
  const Seq then = store.length();
  BOOST_TEST(store.record({{a_look_at("delivery_summary", {{"d1", summary(12)}}, "d1")}, {}, {}}, kNoon + 24h).empty());
  BOOST_TEST(answer("SELECT destination_id, metadata_id, source_id, successes, expired FROM delivery_summaries") == "d1|m1|s1|12|NULL\n");
  BOOST_TEST(answer("SELECT metric, part, total FROM delivery_summary_totals ORDER BY 2") ==
             "successes|NULL|12\nsuccesses|successes_after_retry|2\n");
  BOOST_TEST(answer("SELECT successes FROM delivery_summaries", then) == "10\n");
  BOOST_TEST(answer("SELECT successes FROM delivery_summary_history ORDER BY seq") == "10\n12\n");
  BOOST_TEST(answer("SELECT count(*) FROM changes") == "0\n");
}

BOOST_AUTO_TEST_CASE(a_transformation_without_a_meta_id_is_for_all_destinations) {
  look("transformation", {{"t1", R"({"name":"Hash","enabled":true,"sourceId":"s1","if":"x","hashPropertiesConfiguration":{"algorithm":"SHA256"}})"},
                          {"t2", R"({"sourceId":"s1","destinationMetadataId":"m1","drop":true,"allowProperties":["a","b"]})"}});
  BOOST_TEST(answer("SELECT id, name, metadata_id, drops_events, allowed_properties, hash_algorithm FROM transformations ORDER BY 1") ==
             "t1|Hash|NULL|NULL|NULL|sha256\nt2|t2|m1|1|2|NULL\n");
}

BOOST_AUTO_TEST_CASE(a_function_is_listed_in_one_part_and_its_code_is_only_measured) {
  look("function", {{"fn1", R"({"displayName":"Enrich","resourceType":"source"})"}}, "SOURCE");
  look("function_code", {{"fn1", R"({"code":{"fingerprint":"fp:1","length":42,"secrets":[{"secret":"Slack token","line":3,"column":7}]},)"
                                 R"("isLatestVersion":false,"settings":[{"name":"a","sensitive":false},{"name":"b","sensitive":true}]})"}}, "fn1");
  look("function_code", {{"fn2", R"({"code":null,"deployedAt":null})"}}, "fn2");
  BOOST_TEST(answer("SELECT id, name, type FROM functions") == "fn1|Enrich|SOURCE\n");
  BOOST_TEST(answer("SELECT * FROM function_code ORDER BY 1") == "fn1|fp:1|42|NULL|0|2|1\nfn2|NULL|NULL|NULL|NULL|NULL|NULL\n");
  BOOST_TEST(answer("SELECT * FROM function_code_secrets") == "fn1|Slack token|3|7\n");
}

BOOST_AUTO_TEST_CASE(a_warehouse_takes_its_name_from_its_settings) {
  look("warehouse", {{"w1", R"({"enabled":true,"metadata":{"id":"wm1"},"settings":{"name":"Lake"}})"}, {"w2", R"({"settings":{}})"}});
  look("warehouse_metadata", {{"wm1", R"({"name":"Snowflake","slug":"snowflake"})"}});
  look("warehouse_source", {{"w1/s1", R"({"id":"s1"})"}}, "w1");
  BOOST_TEST(answer("SELECT id, name, enabled, metadata_id FROM warehouses ORDER BY 1") == "w1|Lake|1|wm1\nw2|w2|NULL|NULL\n");
  BOOST_TEST(answer("SELECT * FROM warehouse_sources") == "w1|s1\n");
  BOOST_TEST(answer("SELECT name FROM warehouse_metadata") == "Snowflake\n");
}

BOOST_AUTO_TEST_CASE(permissions_come_from_users_and_from_groups) {
  look("user", {{"u1", R"({"name":"","email":"Jo@Example.com"})"}});
  look("user_permissions", {{"u1", R"({"permissions":[{"roleId":"r1","roleName":"Workspace Owner","resources":[{"id":"w","type":"Workspace"}],)"
                                   R"("labels":[{"key":"a","value":"1"}]},{"roleId":"r2","roleName":"Source Admin","resources":[]}]})"}}, "u1");
  look("group", {{"g1", R"({"name":"Ops","memberCount":2,"permissions":[{"roleId":"r1","roleName":"Workspace Owner",)"
                        R"("resources":[{"id":"s1","type":"SOURCE","labels":[{"key":"a","value":"1"}]}]}]})"},
                 {"g2", R"({"name":"Silent"})"}, {"g3", R"({"name":"Empty","permissions":[]})"}});
  look("group_member", {{"g1/u1", R"({"id":"u1"})"}}, "g1");
  BOOST_TEST(answer("SELECT id, name, email_domain FROM users") == "u1|Jo@Example.com|example.com\n");
  BOOST_TEST(answer("SELECT * FROM permissions ORDER BY 1, 4") ==
             "group|g1|r1|Workspace Owner|SOURCE|s1|1\nuser|u1|r2|Source Admin|NULL|NULL|0\nuser|u1|r1|Workspace Owner|WORKSPACE|w|1\n");
  BOOST_TEST(answer("SELECT * FROM groups ORDER BY 1") == "g1|Ops|2|1\ng2|Silent|NULL|NULL\ng3|Empty|NULL|0\n");
  BOOST_TEST(answer("SELECT * FROM group_members") == "g1|u1\n");
}

BOOST_AUTO_TEST_CASE(roles_invites_and_labels_have_names) {
  look("role", {{"r1", R"({"name":"Workspace Owner","description":"All"})"}});
  look("invite", {{"fp:1", R"({"email":"jo@EXAMPLE.com"})"}});
  look("label", {{"environment/prod", R"({"key":"environment","value":"prod"})"}});
  BOOST_TEST(answer("SELECT * FROM roles") == "r1|Workspace Owner|All\n");
  BOOST_TEST(answer("SELECT * FROM invites") == "fp:1|jo@EXAMPLE.com|example.com|2026-03-01T12:00:00.000Z\n");
  BOOST_TEST(answer("SELECT * FROM labels") == "environment/prod|environment|prod|NULL\n");
}

BOOST_AUTO_TEST_CASE(regions_of_an_integration_are_rows) {
  look("destination_metadata", {{"m1", R"({"supportedRegions":["eu-west-1","US-west-2"],"regionEndpoints":["EU"]})"}, {"m2", "{}"}});
  BOOST_TEST(answer("SELECT * FROM destination_metadata_regions ORDER BY 3, 2") == "m1|eu-west-1|0\nm1|us-west-2|0\nm1|eu|1\n");
}

BOOST_AUTO_TEST_CASE(documents_of_an_unexpected_shape_do_not_stop_the_projection) {
  look("source", {{"s1", R"({"labels":"none","name":{"x":1},"enabled":"maybe"})"}, {"s2", R"([])"}, {"s3", R"({"labels":[1,null]})"}});
  look("destination", {{"d1", R"({"settings":null})"}, {"d2", R"({"settings":[1]})"}});
  look("tracking_plan_rule", {{"r1", R"({"version":"x","jsonSchema":7})"}}, "tp");
  BOOST_TEST(answer("SELECT count(*) FROM sources") == "3\n");
  // Every kind, with every member that its projection reads being something else than it should be.
  const char* members[] = {"name",       "title",       "enabled",  "actions",     "if",        "metrics",  "settings", "metadata",
                           "permissions", "memberCount", "email",    "code",        "drop",      "key",      "value",    "deployedAt",
                           "supportedRegions", "regionEndpoints", "propertyRenames", "allowProperties", "hashPropertiesConfiguration"};
  const char* shapes[] = {"7", "\"x\"", "null", "[]", "{}", "[1,\"x\",null,[],{}]", "{\"a\":[\"x\"]}", "[{\"resources\":\"x\"},\"y\"]",
                          "[{\"metricName\":\"m\",\"total\":\"x\",\"breakdown\":[\"x\"]}]", "{\"secrets\":[\"x\",{\"secret\":1,\"line\":\"x\"}]}"};
  for (const auto& [kind, parent] : kinds())
    for (const char* shape : shapes) {
      std::string body = "{";
      for (const char* member : members) body += (body.size() > 1 ? ",\"" : "\"") + std::string(member) + "\":" + shape;
      BOOST_CHECK_NO_THROW(look(kind, {{"odd", body + "}"}}, parent.empty() ? "" : "p"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
