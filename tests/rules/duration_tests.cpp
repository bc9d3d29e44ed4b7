#include "rules/duration.h"

#include <boost/test/unit_test.hpp>

using namespace segaudit::rules;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(duration_tests)

BOOST_AUTO_TEST_CASE(durations_are_read_as_prometheus_writes_them) {
  const std::pair<const char*, std::chrono::milliseconds> cases[] = {
      {"0", 0ms},      {"0s", 0ms},       {"5ms", 5ms},
      {"90s", 90s},    {"5m", 5min},      {"1h30m", 90min},
      {"7d", 24h * 7}, {"1w2d", 24h * 9}, {"1d1h1m1s1ms", 25h + 61s + 1ms}};
  for (const auto& [text, expected] : cases) BOOST_TEST((parse_duration(text) == expected), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_nothing) {
  for (const char* text : {"", "5", "m", "-5m", "5 m", "1.5h", "5M", "5min", "1m1h", "1m2m", "5m!", "00", "1y",
                           "99999999999999999999d", "36501d", "100000000w", "5m "})
    BOOST_TEST(!parse_duration(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_duration_is_written_so_that_it_can_be_read_again) {
  for (const char* text : {"0s", "5ms", "1m30s", "1h30m", "1w", "1d1h1m1s1ms"})
    BOOST_TEST(format_duration(*parse_duration(text)) == text);
  BOOST_TEST(format_duration(90min) == "1h30m");
}

BOOST_AUTO_TEST_CASE(a_missing_unit_is_pointed_out) {
  BOOST_TEST(duration_mistake("5") == "must be a duration such as 5m (got \"5\"; a unit is missing: 5m?)");
  BOOST_TEST(duration_mistake("soon") == "must be a duration such as 5m (got \"soon\")");
}

BOOST_AUTO_TEST_SUITE_END()
