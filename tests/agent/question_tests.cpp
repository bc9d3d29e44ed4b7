#include <boost/test/unit_test.hpp>

#include "agent/question.h"
#include "tests/support/observations.h"

using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

std::string text(const Parameters& parameters) {
  std::string all;
  for (const auto& [name, value] : parameters) all += (all.empty() ? "" : "&") + name + "=" + value;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(question_tests)

BOOST_AUTO_TEST_CASE(a_part_of_a_list_is_asked_for_by_its_value) {
  const Question question = list_question(kind_named("function"), "INSERT_SOURCE");
  BOOST_TEST(question.path == "/functions");
  BOOST_TEST(text(question.query) == "resourceType=INSERT_SOURCE");
  BOOST_TEST(!question.nullable);
}

BOOST_AUTO_TEST_CASE(only_a_single_item_may_be_null) {
  BOOST_TEST(list_question(kind_named("function_code"), "f1").nullable);
  BOOST_TEST(get_question(kind_named("function"), "SOURCE", "f1").nullable);
  BOOST_TEST(!list_question(kind_named("source_settings"), "s1").nullable);
}

BOOST_AUTO_TEST_CASE(a_summary_is_asked_for_with_the_source_of_its_destination_and_a_whole_day) {
  const auto& kind = kind_named("delivery_summary");
  BOOST_TEST(text(list_question(kind, "d/1").query) == "granularity=DAY");
  BOOST_TEST(list_question(kind, "d/1").path == "/destinations/d%2F1/delivery-metrics");
  BOOST_TEST(text(dependent_parameters(kind, R"({"id":"d1","sourceId":"s1"})", kNoon)) ==
             "sourceId=s1&startTime=2026-02-28T00:00:00Z&endTime=2026-03-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(without_the_field_there_is_nothing_to_ask) {
  for (const char* body : {"{}", R"({"sourceId":""})", R"({"sourceId":null})", R"({"sourceId":7})", "[]"}) {
    try {
      dependent_parameters(kind_named("delivery_summary"), body, kNoon);
      BOOST_ERROR(std::string("no error for ") + body);
    } catch (const UnaskableError& error) {
      BOOST_TEST(std::string(error.what()) == "not asked: the destination has no sourceId");
    }
  }
}

BOOST_AUTO_TEST_CASE(other_kinds_depend_on_nothing) {
  for (const auto& kind : catalogue())
    if (kind.name != "delivery_summary")
      BOOST_TEST(dependent_parameters(kind, "{}", kNoon).empty(), std::string(kind.name));
}

BOOST_AUTO_TEST_CASE(a_day_is_whole_ten_minutes_after_its_end) {
  const auto midnight = *segaudit::storage::parse_time("2026-03-02T00:00:00Z");
  BOOST_TEST((last_whole_day(midnight + 10min).second == midnight));
  BOOST_TEST((last_whole_day(midnight + 10min - 1ms).second == midnight - 24h));
  BOOST_TEST((last_whole_day(midnight + 24h).first == midnight - 24h));
}

BOOST_AUTO_TEST_SUITE_END()
