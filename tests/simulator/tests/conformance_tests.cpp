// The schema validator, and the crawl over everything that is served.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/conformance_check/crawl.h"
#include "tests/simulator/conformance_check/deviations.h"
#include "tests/simulator/conformance_check/schema_validator.h"
#include "tests/simulator/routes.h"
#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;

// Problems as "place: message" lines.
std::string problems(const std::string& schema, const std::string& document) {
  const Json file = Json::parse(schema);
  SchemaValidator validator(file);
  std::string text;
  for (const SchemaProblem& problem : validator.problems(Json::parse(document), file)) {
    text += problem.place + ": " + problem.message + "\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conformance)

BOOST_AUTO_TEST_CASE(types_are_checked_alone_and_in_lists) {
  BOOST_TEST(problems(R"({"type":"string"})", "1") == ": is number, not \"string\"\n");
  BOOST_TEST(problems(R"({"type":["string","null"]})", "null").empty());
  BOOST_TEST(problems(R"({"type":["string","null"]})", "{}") == ": is object, not [\"string\",\"null\"]\n");
  BOOST_TEST(problems(R"({"type":"integer"})", "2.0").empty());
  BOOST_TEST(problems(R"({"type":"integer"})", "2.5") == ": is number, not \"integer\"\n");
  BOOST_TEST(problems(R"({"type":"number"})", "true") == ": is boolean, not \"number\"\n");
}

BOOST_AUTO_TEST_CASE(members_and_items_are_checked_with_their_place) {
  const std::string schema = R"({"type":"object","required":["a"],"properties":{"a":{"type":"string"},)"
                             R"("l/x":{"type":"array","items":{"type":"number"}}}})";
  BOOST_TEST(problems(schema, R"({"a":"x","more":1})").empty());
  BOOST_TEST(problems(schema, R"({"l/x":[1,"2"]})") == "/l~1x/1: is string, not \"number\"\n: lacks a\n");
}

BOOST_AUTO_TEST_CASE(references_and_choices_are_followed) {
  const std::string schema = R"({"$ref":"#/$defs/A","$defs":{"A":{"anyOf":[{"type":"string"},{"$ref":"#/$defs/B"}]},)"
                             R"("B":{"enum":[1,2]}}})";
  BOOST_TEST(problems(schema, "2").empty());
  BOOST_TEST(problems(schema, "3") == ": fits 0 branches of anyOf\n");
  BOOST_TEST(problems(R"({"$ref":"#/$defs/none"})", "1") == ": the schema refers to nothing: #/$defs/none\n");
  BOOST_TEST(problems(R"({"oneOf":[{"type":"number"},{"minimum":0}]})", "1") == ": fits 2 branches of oneOf\n");
}

BOOST_AUTO_TEST_CASE(limits_constants_and_closed_objects_are_checked) {
  BOOST_TEST(problems(R"({"minimum":1,"maximum":3})", "4") == ": is above 3\n");
  BOOST_TEST(problems(R"({"const":"a"})", R"("b")") == ": is not \"a\"\n");
  BOOST_TEST(problems(R"({"minItems":2})", "[1]") == ": has too few items\n");
  BOOST_TEST(problems(R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1,"b":2})") ==
             "/b: nothing is allowed here\n");
}

BOOST_AUTO_TEST_CASE(keywords_that_are_not_checked_are_reported) {
  const Json schema = Json::parse(R"({"pattern":"^a","title":"t","x-note":1,"format":"date","dependentRequired":{}})");
  SchemaValidator validator(schema);
  BOOST_TEST(validator.problems("b", schema).empty());
  BOOST_TEST(validator.unchecked_keywords() == (std::set<std::string>{"dependentRequired", "pattern"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_the_listed_deviation_is_excused) {
  const SchemaProblem null_target{"/data/settings/forwardingBlockedEventsTo", R"(is null, not "string")"};
  BOOST_TEST(!intended_deviation("listSchemaSettingsInSource", null_target).empty());
  BOOST_TEST(intended_deviation("listSources", null_target).empty());
  BOOST_TEST(intended_deviation("listSchemaSettingsInSource", {"/data/settings/track", null_target.message}).empty());
}

BOOST_AUTO_TEST_CASE(the_crawl_reaches_every_route_every_id_and_every_page) {
  const Server server({});
  const Client client(server);
  std::map<std::string, int> answers;
  crawl(
      [&](const std::string& target, const std::string& token) {
        const Received received = client.get(target, {{"Authorization", "Bearer " + token}});
        return Answer{received.status, received.header("content-type"), received.body};
      },
      "simulator-token",
      [&](std::string_view operation, const std::string&, const Json&) { ++answers[std::string(operation)]; });
  BOOST_TEST(answers.size() == routes().size());
  BOOST_TEST(answers["listSources"] == 5);
  BOOST_TEST(answers["getSource"] == 25);
  BOOST_TEST(answers["getDestination"] == 38);
  BOOST_TEST(answers["getDestinationMetadata"] == 14);
}

BOOST_AUTO_TEST_CASE(the_crawl_stops_at_an_answer_that_is_not_one) {
  const auto crawl_with = [](const Answer& answer) {
    crawl([&](const std::string&, const std::string&) { return answer; }, "t",
          [](std::string_view, const std::string&, const Json&) {});
  };
  BOOST_CHECK_THROW(crawl_with({500, "application/json", "{}"}), std::runtime_error);
  BOOST_CHECK_THROW(crawl_with({200, "text/html", "{}"}), std::runtime_error);
  BOOST_CHECK_THROW(crawl_with({200, "application/json", "{"}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
