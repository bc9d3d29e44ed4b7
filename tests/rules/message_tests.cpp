#include "rules/message.h"

#include <boost/test/unit_test.hpp>

using namespace segaudit;
using namespace segaudit::rules;

namespace {

std::string rendered(const std::string& text, const std::vector<std::string>& columns,
                     const std::vector<storage::Value>& row) {
  return render_message(text, columns, row);
}

std::vector<std::string> mistakes(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto& mistake : parse_message(text).mistakes)
    lines.push_back(std::to_string(mistake.offset) + " " + mistake.text);
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(message_tests)

BOOST_AUTO_TEST_CASE(placeholders_become_the_values_of_the_row) {
  BOOST_TEST(rendered("{a} has {b}, not {c}{d}", {"a", "b", "c", "d"},
                      {std::string("Web"), std::int64_t(3), 1.5, std::monostate{}}) == "Web has 3, not 1.5");
}

BOOST_AUTO_TEST_CASE(double_braces_are_braces) {
  BOOST_TEST(rendered("{{a}} is {a}", {"a"}, {std::int64_t(1)}) == "{a} is 1");
}

BOOST_AUTO_TEST_CASE(hostile_values_stay_what_they_are) {
  const std::string name = std::string("<b>\x1b[31m{b}\n\"'`\xE2\x80\xAE=cmd()|\0end", 27);
  BOOST_TEST(rendered("[{a}]", {"a", "b"}, {name, std::string("never")}) == "[" + name + "]");
}

BOOST_AUTO_TEST_CASE(a_message_is_bounded) {
  const std::string message = rendered("{a}", {"a"}, {std::string(100'000, 'x')});
  BOOST_TEST(message.size() == kLongestMessage);
  BOOST_TEST(message.ends_with("..."));
}

BOOST_AUTO_TEST_CASE(braces_that_do_not_match_are_mistakes) {
  BOOST_TEST(mistakes("a {b") == (Lines{"2 this { is never closed; a brace itself is written {{"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes("a} {b}") == (Lines{"1 this } closes nothing; a brace itself is written }}"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes("{} {a b}") == (Lines{"0 \"\" is no name of a column; a brace itself is written {{",
                                            "3 \"a b\" is no name of a column; a brace itself is written {{"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes("{a {b}") == (Lines{"0 this { is never closed; a brace itself is written {{"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
