#include "rules/wording.h"

#include <boost/test/unit_test.hpp>

using namespace segaudit::rules;

BOOST_AUTO_TEST_SUITE(wording_tests)

BOOST_AUTO_TEST_CASE(a_misspelt_word_gets_a_hint_and_another_word_none) {
  const std::vector<std::string> keys = {"id", "severity", "message", "resource"};
  BOOST_TEST(did_you_mean("severty", keys) == " (did you mean severity?)");
  BOOST_TEST(did_you_mean("Message", keys) == " (did you mean message?)");
  BOOST_TEST(did_you_mean("mots", {"most", "least"}) == " (did you mean most?)");
  BOOST_TEST(did_you_mean("ids", keys) == " (did you mean id?)");
  BOOST_TEST(did_you_mean("colour", keys) == "");
  BOOST_TEST(did_you_mean("", keys) == "");
  BOOST_TEST(did_you_mean(std::string(100'000, 'x'), keys) == "");
}

BOOST_AUTO_TEST_CASE(a_text_is_never_cut_within_a_character) {
  BOOST_TEST(shortened("short", 5) == "short");
  BOOST_TEST(shortened("longer", 5) == "lo...");
  BOOST_TEST(shortened("ab\xC3\xA9\xC3\xA9", 5) == "ab...");
  BOOST_TEST(shortened("a\xF0\x9F\x98\x80zzzz", 7) == "a...");
}

BOOST_AUTO_TEST_CASE(words_are_listed_as_people_do) {
  BOOST_TEST(listed({}) == "");
  BOOST_TEST(listed({"a"}) == "a");
  BOOST_TEST(listed({"a", "b", "c"}) == "a, b and c");
}

BOOST_AUTO_TEST_SUITE_END()
