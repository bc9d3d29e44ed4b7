#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "agent/document.h"
#include "storage/schema.h"

using namespace segaudit::agent;
using nlohmann::json;

namespace {

struct Fixture {
  RedactionKey key = RedactionKey::ephemeral();
  DocumentReader reader{key, {"region"}};

  json body(const char* kind, const std::string& item, const std::string& parent = "") {
    return json::parse(reader.read(kind_named(kind), parent, item).body);
  }
  std::string refusal(const char* kind, const std::string& item) {
    try {
      reader.read(kind_named(kind), "", item);
    } catch (const DocumentError& error) {
      return error.what();
    }
    return "";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(document_tests, Fixture)

BOOST_AUTO_TEST_CASE(only_listed_strings_are_stored_as_they_are) {
  const json source = body("source", R"({"id":"s1","slug":"web","writeKeys":["SECRET"],"somethingNew":{"deep":["SECRET"]}})");
  BOOST_TEST(source["slug"] == "web");
  BOOST_TEST(source["writeKeys"][0] == key.fingerprint("SECRET"));
  BOOST_TEST(source["somethingNew"]["deep"][0] == key.fingerprint("SECRET"));
  BOOST_TEST(source.dump().find("SECRET") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(settings_hide_numbers_too_but_show_what_the_configuration_lists) {
  const json settings = body("destination", R"({"id":"d1","settings":{"pin":4711,"on":true,"region":"eu","empty":"","list":[1]}})")["settings"];
  BOOST_TEST(settings["pin"] == key.fingerprint("4711"));
  BOOST_TEST(settings["list"][0] == key.fingerprint("1"));
  BOOST_TEST(settings["on"] == true);
  BOOST_TEST(settings["region"] == "eu");
  BOOST_TEST(settings["empty"] == "");
}

BOOST_AUTO_TEST_CASE(masked_values_are_marked) {
  const json settings = body("destination", "{\"id\":\"d1\",\"settings\":{\"k\":\"\xE2\x80\xA2\xE2\x80\xA2" "dada\"}}")["settings"];
  BOOST_TEST(settings["k"].get<std::string>().starts_with("masked:fp:"));
}

BOOST_AUTO_TEST_CASE(equal_facts_are_equal_bytes) {
  BOOST_TEST(reader.read(kind_named("source"), "", R"({"id":"s","n":1.0,"a":2})").body ==
             reader.read(kind_named("source"), "", R"({ "a":2, "n":1, "id":"s" })").body);
}

BOOST_AUTO_TEST_CASE(ids_are_made_as_the_catalogue_says) {
  BOOST_TEST(reader.read(kind_named("source_settings"), "s1", R"({"track":{}})").id == "s1");
  BOOST_TEST(reader.read(kind_named("tracking_plan_rule"), "tp", R"({"type":"TRACK","key":"A/B","version":2.0})").id == "tp/TRACK/A/B/2");
  BOOST_TEST(reader.read(kind_named("tracking_plan_rule"), "tp", R"({"type":"COMMON","version":1})").id == "tp/COMMON//1");
}

BOOST_AUTO_TEST_CASE(an_item_without_an_id_is_refused) {
  BOOST_TEST(refusal("source", R"({"name":"x"})") == "an item has no id");
  BOOST_TEST(refusal("source", R"({"id":""})") == "an item has no id");
  BOOST_TEST(refusal("source", R"({"id":{}})") == "an item has no id");
  BOOST_TEST(refusal("source", R"("text")") == "an item is not an object");
}

BOOST_AUTO_TEST_CASE(fields_of_another_kind_and_fields_without_meaning_are_dropped) {
  BOOST_TEST(body("tracking_plan_source", R"({"id":"s1","name":"x","writeKeys":["k"]})", "tp") == json({{"id", "s1"}}));
  BOOST_TEST(!body("tracking_plan", R"({"id":"tp","updatedAt":"2026-01-01"})").contains("updatedAt"));
  BOOST_TEST(!body("destination_metadata", R"({"id":"m","contacts":[{"email":"x@y"}]})").contains("contacts"));
}

BOOST_AUTO_TEST_CASE(another_list_of_readable_settings_is_another_reader) {
  BOOST_TEST(DocumentReader(key, {"a", "b"}).version() == DocumentReader(key, {"b", "a"}).version());
  BOOST_TEST(DocumentReader(key, {"a"}).version() != DocumentReader(key, {}).version());
}

BOOST_AUTO_TEST_CASE(every_kind_of_the_catalogue_has_a_projection_and_the_same_parent) {
  const auto& projected = segaudit::storage::kinds();
  for (const auto& kind : catalogue()) {
    BOOST_REQUIRE_MESSAGE(projected.contains(std::string(kind.name)), std::string(kind.name));
    BOOST_TEST(projected.at(std::string(kind.name)) == kind.parent);
  }
  BOOST_TEST(projected.size() == catalogue().size());
}

BOOST_AUTO_TEST_SUITE_END()
