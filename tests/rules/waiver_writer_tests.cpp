#include "rules/waiver_writer.h"

#include <boost/test/unit_test.hpp>

#include "rules/waiver_reader.h"
#include "tests/rules/waiver_builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

std::vector<Waiver> read_back(const std::string& text) {
  const auto loaded = load_waivers(text, "w.yml", {std::nullopt, {"acme"}});
  BOOST_TEST(lines(loaded.problems).empty(), text);
  return loaded.file.waivers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(waiver_writer_tests)

BOOST_AUTO_TEST_CASE(a_written_file_looks_like_one_that_a_person_wrote) {
  Waiver waiver = a_waiver("forwarding-without-cycle", "source/s1");
  waiver.until = "2026-12-31";
  BOOST_TEST(waiver_file({"head"}, {{waiver, "Web shop"}}) ==
             "# head\n"
             "waivers:\n"
             "  - policy: forwarding-without-cycle\n"
             "    resource: source/s1  # Web shop\n"
             "    reason: \"known\"\n"
             "    owner: data-platform\n"
             "    expires: 2026-12-31\n");
  BOOST_TEST(waiver_file({}, {}) == "waivers: []\n");
  BOOST_TEST(read_back(waiver_file({}, {})).empty());
}

BOOST_AUTO_TEST_CASE(whatever_a_name_holds_it_stays_in_its_comment) {
  for (const std::string name :
       {"a\n  - policy: x", "a\r- b", "a\xC2\x85- b", "a\xE2\x80\xA8- b", "a\xE2\x80\xA9- b", "#", "\x01\x7f"}) {
    const auto text = waiver_file({name}, {{a_waiver("p", "source/s1"), name}});
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 7);
      for (const std::string other : {"\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
        BOOST_TEST(text.find(other) == std::string::npos);
      BOOST_TEST(read_back(text).size() == 1u);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_value_is_read_back_as_it_was) {
  for (const std::string value : {"plain",
                                  "a: b",
                                  "a #b",
                                  "- a",
                                  "'x'",
                                  "\"x\"",
                                  "back\\slash",
                                  "line\nbreak\ttab",
                                  "null",
                                  "~",
                                  "true",
                                  "12",
                                  "&a",
                                  "*a",
                                  "!t",
                                  "%",
                                  "@x",
                                  "`",
                                  "{a}",
                                  "[b]",
                                  "\xC3\xA9t\xC3\xA9",
                                  " leading",
                                  "trailing ",
                                  "?",
                                  "|",
                                  ">",
                                  "\x7f\x01"}) {
    Waiver waiver = a_waiver("p", "source/" + value);
    waiver.reason = waiver.owner = value;
    waiver.workspace = "acme";
    waiver.until = "2026-12-31T10:00:00Z";
    const auto back = read_back(waiver_file({}, {{waiver, value}}));
    BOOST_TEST_CONTEXT(value) {
      BOOST_REQUIRE(back.size() == 1u);
      BOOST_TEST(back[0].resource == waiver.resource);
      BOOST_TEST(back[0].reason == value);
      BOOST_TEST(back[0].owner == value);
      BOOST_TEST(back[0].workspace == "acme");
      BOOST_TEST(back[0].until == waiver.until);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
