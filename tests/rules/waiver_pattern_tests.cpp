#include "rules/waiver_pattern.h"

#include <boost/test/unit_test.hpp>

#include <tuple>

using namespace segaudit::rules;

BOOST_AUTO_TEST_SUITE(waiver_pattern_tests)

BOOST_AUTO_TEST_CASE(stars_and_question_marks_match_and_nothing_else_is_special) {
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"abc", "abc", true},     {"abc", "abcd", false},     {"abc*", "abc", true},
      {"abc*", "abcdef", true}, {"*abc", "xabc", true},     {"*abc", "xabcx", false},
      {"a*c", "abbbc", true},   {"a*c", "abbb", false},     {"a?c", "abc", true},
      {"a?c", "ac", false},     {"?", "\xC3\xA9", true},    {"??", "\xC3\xA9", false},
      {"*", "", true},          {"*", "anything", true},    {"", "", true},
      {"", "a", false},         {"a*b*c", "axxbyyc", true}, {"a*b*c", "axxcyyb", false},
      {"[ab]", "a", false},     {"[ab]", "[ab]", true},     {"a.c", "abc", false},
      {"a\\*", "a*", true},     {"a\\*", "abc", false},     {"a\\\\b", "a\\b", true},
      {"\\?", "?", true},       {"\\?", "x", false},        {"end\\", "end\\", true},
      {"**a**", "bab", true},   {"A*", "abc", false}};
  for (const auto& [pattern, text, expected] : cases) BOOST_TEST_CONTEXT(pattern << " on " << text) {
      BOOST_TEST(matches(pattern, text) == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_pattern_with_many_stars_ends_soon) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  BOOST_TEST(!matches(pattern + "b", std::string(5000, 'a')));
}

BOOST_AUTO_TEST_CASE(the_pattern_for_a_text_matches_it_alone) {
  for (const std::string text : {"plain", "with*star", "a?b", "back\\slash", "\\*", "", "tp/with/slash"}) {
    BOOST_TEST(!is_pattern(pattern_for(text)));
    BOOST_TEST(matches(pattern_for(text), text));
    BOOST_TEST(text_of_pattern(pattern_for(text)) == text);
  }
  BOOST_TEST(!matches(pattern_for("with*star"), "without star"));
}

BOOST_AUTO_TEST_SUITE_END()
