#include <boost/test/unit_test.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/document.h"
#include "storage/schema.h"

using namespace segaudit::agent;
using nlohmann::json;

namespace {

struct Fixture {
  RedactionKey key = RedactionKey::ephemeral();
  DocumentReader reader{key, {"region"}};
  DocumentReader pseudonyms{key, {"region"}, People::pseudonym};

  json body(const char* kind, const std::string& item, const std::string& parent = "") {
    return json::parse(reader.read(kind_named(kind), parent, item).body);
  }
  json hidden(const char* kind, const std::string& item) {
    return json::parse(pseudonyms.read(kind_named(kind), "g1", item).body);
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
  BOOST_TEST(refusal("source", R"({"id":null})") == "an item has no id");
  BOOST_TEST(refusal("source", R"({"id":{}})") == "an item's id is neither text nor a number");
  BOOST_TEST(refusal("source", R"("text")") == "an item is not an object");
}

BOOST_AUTO_TEST_CASE(an_id_that_could_pass_for_another_one_is_refused) {
  BOOST_TEST(refusal("source", R"({"id":123456789012345678901234567890})") ==
             "an item's id is a number that has no exact form");
  BOOST_TEST(refusal("source", R"({"id":1.5})") == "an item's id is a number that has no exact form");
  BOOST_TEST(refusal("source", R"({"id":"a\u0000b"})") == "an item's id holds a NUL character");
  BOOST_TEST(refusal("source", R"({"id":"a","name":"x","i\u0064":"b"})") == "an item has the member \"id\" twice");
  BOOST_TEST(refusal("source", R"({"id":"a","name":1,"name":2})") == "an item has the member \"name\" twice");
  BOOST_TEST(refusal("source", R"({"id":")" + std::string(2'001, 'x') + "\"}") ==
             "an item's id has 2001 bytes, more than 2000");
  BOOST_TEST(refusal("tracking_plan_rule", R"({"type":"TRACK","version":{}})") ==
             "an item's version is neither text nor a number");
  BOOST_TEST(reader.read(kind_named("source"), "", R"({"id":18446744073709551615})").id == "18446744073709551615");
  BOOST_TEST(reader.read(kind_named("source"), "", R"({"id":")" + std::string(2'000, 'x') + "\"}").id.size() == 2'000u);
}

BOOST_AUTO_TEST_CASE(below_the_top_level_the_last_of_two_members_counts) {
  BOOST_TEST(body("source_settings", R"({"track":{"a":1,"a":2}})", "s1")["track"]["a"] == 2);
}

BOOST_AUTO_TEST_CASE(an_embedded_document_of_another_shape_is_refused) {
  BOOST_TEST(refusal("destination", R"({"id":"d","metadata":null})") == "an item's metadata is null, not an object");
  BOOST_TEST(refusal("destination", R"({"id":"d","metadata":[]})") == "an item's metadata is a list, not an object");
  BOOST_TEST(refusal("destination", R"({"id":"d","metadata":"m1"})") == "an item's metadata is text, not an object");
  BOOST_TEST(refusal("destination", R"({"id":"d"})") == "");
}

BOOST_AUTO_TEST_CASE(a_nul_becomes_the_symbol_for_it) {
  const json plan = body("tracking_plan_rule", R"({"type":"TRACK","key":"k","jsonSchema":{"a\u0000b":"c\u0000","d":"\\u0000"}})", "tp");
  BOOST_TEST(plan["jsonSchema"] == json({{"a\xE2\x90\x80" "b", "c\xE2\x90\x80"}, {"d", "\\u0000"}}));
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_and_a_large_document_refused) {
  const std::string name(20'000, 'n');
  const auto cut = body("source", json{{"id", "s"}, {"name", name}, {"slug", name.substr(0, 16'384)}}.dump());
  BOOST_TEST(cut["name"].get<std::string>().size() == 16'384u);
  BOOST_TEST(cut["name"].get<std::string>().find("...[cut; sha256 ") != std::string::npos);
  BOOST_TEST(cut["slug"].get<std::string>() == name.substr(0, 16'384));
  const std::string large = json{{"id", "s"}, {"list", std::vector<long>(70'000, 1'000'000'000'000'000)}}.dump();
  BOOST_CHECK_THROW(reader.read(kind_named("source"), "", large), TooLargeError);
  BOOST_TEST(refusal("source", large) == "an item has 1190019 bytes as it would be stored, more than 1000000");
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

BOOST_AUTO_TEST_CASE(a_bare_address_becomes_a_document_whose_id_does_not_show_it) {
  const auto invite = reader.read(kind_named("invite"), "", R"("Jo@Example.com")");
  BOOST_TEST(invite.body == R"({"email":"Jo@Example.com"})");
  BOOST_TEST(invite.id == key.fingerprint("jo@example.com"));
  BOOST_TEST(reader.read(kind_named("invite"), "", R"("jo@example.com")").id == invite.id);
  BOOST_TEST(refusal("invite", R"("")") == "an item has no email");
  BOOST_TEST(refusal("invite", R"({"email":"x@y"})") == "an item is not a string");
}

BOOST_AUTO_TEST_CASE(code_leaves_its_fingerprint_its_length_and_where_it_holds_a_secret) {
  const std::string code = "const apiKey = 'q7Zp2LxV9sKd4RtB8wYm'";
  const json function = body("function_code", json{{"id", "f1"}, {"displayName", "F"}, {"code", code}, {"isLatestVersion", true},
                                                   {"previewWebhookUrl", "https://x"}}.dump(), "f1");
  BOOST_TEST(function == json({{"code", {{"fingerprint", key.fingerprint(code)}, {"length", code.size()},
                                         {"secrets", {{{"secret", "secret"}, {"line", 1}, {"column", 17}}}}}},
                               {"isLatestVersion", true}}));
}

BOOST_AUTO_TEST_CASE(code_of_another_shape_cannot_pass_for_a_verdict) {
  const json forged = body("function_code", R"({"code":{"fingerprint":"SECRET","secrets":[{"secret":"SECRET"}]}})", "f1");
  BOOST_TEST(forged.dump().find("SECRET") == std::string::npos);
  BOOST_TEST(forged["code"]["secrets"].empty());
  BOOST_TEST(body("function_code", R"({"code":null})", "f1")["code"].is_null());
}

BOOST_AUTO_TEST_CASE(lists_that_are_sets_have_one_order) {
  const auto permissions = [&](const char* labels) {
    return reader.read(kind_named("user_permissions"), "u1",
                       std::string(R"({"id":"u1","permissions":[{"roleName":"B","labels":)") + labels + R"(},{"roleName":"A"}]})").body;
  };
  BOOST_TEST(permissions(R"([{"key":"a","value":"1"},{"key":"b","value":"2"}])") ==
             permissions(R"([{"value":"2","key":"b"},{"value":"1","key":"a"}])"));
  BOOST_TEST(body("source", R"({"id":"s","writeKeys":["x","y"]})") == body("source", R"({"id":"s","writeKeys":["y","x"]})"));
  BOOST_TEST(body("destination_filter", R"({"id":"f","actions":[{"type":"DROP"},{"type":"A"}]})", "d")["actions"][0]["type"] == "DROP");
}

BOOST_AUTO_TEST_CASE(permissions_that_are_not_shown_are_not_no_permissions) {
  BOOST_TEST(body("user_permissions", R"({"id":"u1","permissions":[]})", "u1") == json::parse(R"({"permissions":[]})"));
  BOOST_CHECK_THROW(body("user_permissions", R"({"id":"u1"})", "u1"), NotShownError);
  BOOST_TEST(refusal("user_permissions", R"({"permissions":null})") == "the answer has no permissions: not shown to this token");
  BOOST_TEST(!body("group", R"({"id":"g1"})").contains("permissions"));
}

BOOST_AUTO_TEST_CASE(people_become_pseudonyms_that_are_equal_for_equal_people) {
  const json user = hidden("user", R"({"id":"u1","name":"Dana Keller","email":"Dana.Keller@Acme.example"})");
  BOOST_TEST(user["id"] == "u1");
  BOOST_TEST(user["name"] == key.pseudonym("Dana Keller"));
  BOOST_TEST(user["email"] == key.pseudonym("dana.keller@acme.example") + "@acme.example");
  BOOST_TEST(hidden("invite", R"("dana.keller@ACME.example")")["email"] == user["email"]);
  const json event = hidden("audit_event", R"({"id":"e1","actor":"user/u1","actorEmail":"dana.keller@acme.example"})");
  BOOST_TEST(event["actorEmail"] == user["email"]);
  BOOST_TEST(event["actor"] == "user/u1");
  BOOST_TEST(hidden("group_member", R"({"id":"u1","name":"Dana"})") == json({{"id", "u1"}}));
  BOOST_TEST(hidden("user", R"({"id":"u1","name":"","email":"no address"})")["name"] == "");
  BOOST_TEST(user["email"].get<std::string>().substr(7, 16) != user["name"].get<std::string>().substr(7, 16));
}

BOOST_AUTO_TEST_CASE(an_event_about_a_person_hides_the_name_and_one_about_a_source_does_not) {
  const auto name = [&](const char* type, const char* on, const char* called) {
    return hidden("audit_event", json{{"id", "e"}, {"type", type}, {"resourceType", on}, {"resourceName", called}}.dump())["resourceName"];
  };
  BOOST_TEST(name("New Segment User Invited to Workspace", "", "Dana Keller") == key.pseudonym("Dana Keller"));
  BOOST_TEST(name("Policy Updated", "USER", "Dana Keller") == key.pseudonym("Dana Keller"));
  BOOST_TEST(name("Source Modified", "source", "Web shop") == "Web shop");
  BOOST_TEST(name("Source Modified", "source", "of Jo@Acme.example, Berlin") ==
             "of " + key.pseudonym("jo@acme.example") + "@acme.example, Berlin");
}

BOOST_AUTO_TEST_CASE(an_address_is_a_persons_whatever_the_field) {
  const std::string jo = key.pseudonym("jo@acme.example") + "@acme.example";
  const json label = hidden("label", R"({"key":"owner","value":"jo@acme.example","description":"ask <jo@acme.example>. Or not"})");
  BOOST_TEST(label["value"] == jo);
  BOOST_TEST(label["description"] == "ask <" + jo + ">. Or not");
  BOOST_TEST(hidden("source", R"({"id":"s1","name":"lib@1.2.3 @ home, a@b"})")["name"] == "lib@1.2.3 @ home, a@b");
  BOOST_TEST(hidden("function", R"({"id":"f1","createdBy":"jo@acme.example"})")["createdBy"] == jo);
  BOOST_TEST(body("label", R"({"key":"owner","value":"jo@acme.example"})")["value"] == "jo@acme.example");
}

// Ids are labels of metrics, whatever the mode.
BOOST_AUTO_TEST_CASE(an_id_never_holds_an_address) {
  const char* label = R"({"key":"owner","value":"jo@acme.example"})";
  const std::string id = "owner/" + key.pseudonym("jo@acme.example") + "@acme.example";
  BOOST_TEST(reader.read(kind_named("label"), "", label).id == id);
  BOOST_TEST(pseudonyms.read(kind_named("label"), "", label).id == id);
}

BOOST_AUTO_TEST_CASE(what_names_people_is_among_what_is_clear) {
  for (const auto& kind : catalogue()) {
    for (const auto field : kind.people)
      BOOST_TEST(std::ranges::count(kind.clear, field) == 1, kind.name << "." << field);
    if (!kind.person_where.field.empty()) BOOST_TEST(std::ranges::count(kind.clear, kind.person_where.field) == 1, kind.name);
  }
}

BOOST_AUTO_TEST_CASE(another_way_of_storing_people_is_another_reader) {
  BOOST_TEST(pseudonyms.version() != reader.version());
  BOOST_TEST(DocumentReader(key, {"region"}, People::clear).version() == reader.version());
}

BOOST_AUTO_TEST_CASE(a_function_without_an_id_is_refused) {
  BOOST_TEST(refusal("function", R"({"displayName":"F"})") == "an item has no id");
}

BOOST_AUTO_TEST_CASE(every_kind_of_the_catalogue_has_a_projection_and_the_same_parent) {
  const auto& projected = segaudit::storage::kinds();
  for (const auto& kind : catalogue()) {
    BOOST_REQUIRE_MESSAGE(projected.contains(std::string(kind.name)), std::string(kind.name));
    BOOST_TEST(projected.at(std::string(kind.name)) == kind.parent);
    const auto& parts = segaudit::storage::parts();
    const auto own = parts.find(std::string(kind.name));
    const std::vector<std::string> values(kind.parts.values.begin(), kind.parts.values.end());
    BOOST_TEST((own == parts.end() ? std::vector<std::string>() : own->second) == values, std::string(kind.name));
  }
  BOOST_TEST(projected.size() == catalogue().size());
}

BOOST_AUTO_TEST_SUITE_END()
