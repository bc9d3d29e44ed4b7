#include <boost/test/unit_test.hpp>

#include "agent/arguments.h"

using namespace segaudit::agent;

namespace {

std::string refusal(const std::vector<std::string>& words) {
  try {
    const Arguments arguments(words, {"--format", "--config"}, {"--offline"});
    arguments.choice("--format", {"text", "json"});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arguments_tests)

BOOST_AUTO_TEST_CASE(options_take_their_value_behind_them_or_behind_an_equals_sign) {
  const Arguments arguments({"--format", "json", "SELECT 1", "--config=a=b", "--offline", "--", "--x"}, {"--format", "--config"}, {"--offline"});
  BOOST_TEST((arguments.option("--format") == "json"));
  BOOST_TEST((arguments.option("--config") == "a=b"));
  BOOST_TEST(arguments.has("--offline"));
  BOOST_TEST((arguments.rest() == std::vector<std::string>{"SELECT 1", "--x"}));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named) {
  BOOST_TEST(refusal({"--formt", "json"}) == "unknown option --formt (did you mean --format?)");
  BOOST_TEST(refusal({"--format"}) == "--format needs a value");
  BOOST_TEST(refusal({"--format", "xml"}) == "--format must be one of text and json (got \"xml\")");
  BOOST_TEST(refusal({"--offline=yes"}) != "");
}

BOOST_AUTO_TEST_SUITE_END()
