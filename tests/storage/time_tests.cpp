#include <boost/test/unit_test.hpp>

#include "storage/time.h"

using namespace segaudit::storage;

BOOST_AUTO_TEST_SUITE(time_tests)

BOOST_AUTO_TEST_CASE(times_of_any_precision_are_read_to_the_millisecond) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"},
      {"2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500Z"},
      {"2026-03-01T12:00:00.123456Z", "2026-03-01T12:00:00.123Z"},
      {"2026-03-01T12:00Z", "2026-03-01T12:00:00Z"},
      {"2026-03-01", "2026-03-01T00:00:00Z"},
      {"2026-03-01T14:30:00+02:30", "2026-03-01T12:00:00Z"},
      {"2026-02-28T23:00:00-0100", "2026-03-01T00:00:00Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
  };
  for (const auto& [text, expected] : cases) {
    const auto time = parse_time(text);
    BOOST_REQUIRE_MESSAGE(time, text);
    BOOST_TEST(format_time(*time) == expected);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_not_read) {
  for (const char* text : {"", "now", "2026-13-01", "2026-02-30T00:00:00Z", "2026-03-01T25:00:00Z", "2026-03-01T12:00:00",
                           "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00Zjunk", "26-03-01", "2026-03-01T12:61:00Z"})
    BOOST_TEST(!parse_time(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
