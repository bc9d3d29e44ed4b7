#include "agent/plain_words.h"

#include <boost/test/unit_test.hpp>

using segaudit::agent::plain_name;
using segaudit::agent::plain_words;

BOOST_AUTO_TEST_SUITE(plain_words_tests)

BOOST_AUTO_TEST_CASE(words_pass) {
  for (const char* message : {"Too many requests", "The token's plan is read-only.", "no such thing", "API limit of 200 reached",
                              "Workspace not found; don't ask again", ""})
    BOOST_TEST(plain_words(message, 200) == message);
}

BOOST_AUTO_TEST_CASE(what_may_be_a_value_is_cut) {
  BOOST_TEST(plain_words("invalid value 'hunter' for key", 200) == "invalid value ... for key");
  BOOST_TEST(plain_words("invalid value \"it's hunter\" for key", 200) == "invalid value ... for key");
  BOOST_TEST(plain_words("got {\"a\": [\"hunter\"]} instead", 200) == "got ... instead");
  BOOST_TEST(plain_words("never closed \"hunter is", 200) == "never closed ...");
  BOOST_TEST(plain_words("password=hunter user:hunter hunter2 huntER sgp_abc", 200) == "");
  BOOST_TEST(plain_words("number 4711 of jo@acme.example", 200) == "number ... of ...");
  BOOST_TEST(plain_words("a " + std::string(21, 'x') + " b", 200) == "a ... b");
  BOOST_TEST(plain_words("line\none \x1b[31mred", 200) == "line one ...");
  BOOST_TEST(plain_words("caf\xC3\xA9 \xFF", 200) == "");
}

BOOST_AUTO_TEST_CASE(a_long_message_ends) {
  std::string message;
  for (int i = 0; i < 100; ++i) message += "word ";
  BOOST_TEST(plain_words(message, 20) == "word word word...");
}

BOOST_AUTO_TEST_CASE(names_pass_and_values_do_not) {
  for (const char* name : {"settings.apiKey", "labels[0].key", "input-validation", "NotFound", "a/b", "x.12"})
    BOOST_TEST(plain_name(name, 60) == name);
  for (const char* value : {"", "a b", "hunter2", "a.hunter2x", "0x", "x.1234", "a\x1b", "caf\xC3\xA9", "jo@acme.example"})
    BOOST_TEST(plain_name(value, 60) == "", value);
  BOOST_TEST(plain_name("abc", 2) == "");
}

BOOST_AUTO_TEST_SUITE_END()
