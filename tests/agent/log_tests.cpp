#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "agent/log.h"
#include "fake_clock.h"
#include "output_fixture.h"

namespace segaudit::agent {
namespace {

BOOST_AUTO_TEST_SUITE(log_tests)

BOOST_AUTO_TEST_CASE(a_logfmt_line_names_time_level_message_and_fields) {
  BOOST_TEST(
      log_line(LogFormat::logfmt, kNoon, LogLevel::info, "poll finished",
               {{"workspace", "acme"}, {"requests", 12}, {"seconds", 0.5}, {"complete", true}}) ==
      R"(ts=2026-03-01T12:00:00Z level=info msg="poll finished" workspace=acme requests=12 seconds=0.5 complete=true)");
}

BOOST_AUTO_TEST_CASE(a_json_line_says_the_same) {
  BOOST_TEST(
      log_line(LogFormat::json, kNoon, LogLevel::warning, "poll finished",
               {{"workspace", "acme"}, {"requests", 12}, {"seconds", 0.5}, {"complete", true}}) ==
      R"({"ts":"2026-03-01T12:00:00Z","level":"warning","msg":"poll finished","workspace":"acme","requests":12,"seconds":0.5,"complete":true})");
}

BOOST_AUTO_TEST_CASE(values_that_could_be_mistaken_are_quoted) {
  const auto line = [](const std::string& value) {
    return log_line(LogFormat::logfmt, kNoon, LogLevel::error, "m", {{"v", value}}).substr(42);
  };
  BOOST_TEST(line("plain-value/1") == "v=plain-value/1");
  BOOST_TEST(line("") == R"(v="")");
  BOOST_TEST(line("a b") == R"(v="a b")");
  BOOST_TEST(line("a=b") == R"(v="a=b")");
  BOOST_TEST(line("say \"x\"") == R"(v="say \"x\"")");
  BOOST_TEST(line("Grüße") == "v=Grüße");
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_data_on_one_line) {
  const LogFields fields = {{"name", kHostile}, {"bytes", "\xFF\xC0"}};
  BOOST_TEST(log_line(LogFormat::logfmt, kNoon, LogLevel::info, "m", fields) ==
             "ts=2026-03-01T12:00:00Z level=info msg=m "
             "name=\"=<b>\\\"x\\\"</b>&'\\\\\\x1b[31m\\x0a\\u{202e}\xF0\x9F\x92\xA5\\x00y\" "
             "bytes=\"\\xff\\xc0\"");
  BOOST_TEST(log_line(LogFormat::json, kNoon, LogLevel::info, "m", fields) ==
             "{\"ts\":\"2026-03-01T12:00:00Z\",\"level\":\"info\",\"msg\":\"m\",\"name\":\"=<b>\\\"x\\\"</"
             "b>&'\\\\\\u001b[31m\\n"
             "\\u202e\xF0\x9F\x92\xA5\\u0000y\",\"bytes\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}");
}

BOOST_AUTO_TEST_CASE(an_escape_that_was_typed_differs_from_one_that_was_made) {
  const auto line = [](const std::string& value) {
    return log_line(LogFormat::logfmt, kNoon, LogLevel::info, "m", {{"v", value}});
  };
  BOOST_TEST(line("\x1b") != line("\\x1b"));
}

BOOST_AUTO_TEST_CASE(endless_text_is_cut) {
  const std::string line = log_line(LogFormat::logfmt, kNoon, LogLevel::info, "m", {{"v", std::string(100'000, 'x')}});
  BOOST_TEST(line.size() < 2200u);
  BOOST_TEST(line.ends_with("xxx...\""));
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_size) {
  BOOST_TEST(log_line(LogFormat::logfmt, kNoon, LogLevel::info, "m",
                      {{"least", std::numeric_limits<std::int64_t>::min()}, {"size", std::size_t(7)}}) ==
             "ts=2026-03-01T12:00:00Z level=info msg=m least=-9223372036854775808 size=7");
}

BOOST_AUTO_TEST_CASE(only_lines_at_or_above_the_level_are_written) {
  const FakeClock clock(kNoon);
  std::string written;
  Log log({LogLevel::warning, LogFormat::logfmt}, clock, [&](std::string_view line) { written += line; });
  log.debug("d");
  log.info("i");
  log.warning("w");
  log.error("e");
  log.set_options({LogLevel::error, LogFormat::json});
  log.warning("w2");
  log.error("e2");
  BOOST_TEST(written ==
             "ts=2026-03-01T12:00:00Z level=warning msg=w\nts=2026-03-01T12:00:00Z level=error msg=e\n"
             "{\"ts\":\"2026-03-01T12:00:00Z\",\"level\":\"error\",\"msg\":\"e2\"}\n");
}

BOOST_AUTO_TEST_CASE(lines_of_several_threads_do_not_mix) {
  const FakeClock clock(kNoon);
  std::string written;
  Log log({}, clock, [&](std::string_view line) { written += line; });
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 250; ++i) log.info("event", {{"text", std::string(50, 'x')}});
      });
  }
  std::istringstream lines(written);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    BOOST_REQUIRE_EQUAL(line, "ts=2026-03-01T12:00:00Z level=info msg=event text=" + std::string(50, 'x'));
  BOOST_TEST(count == 1000);
}

BOOST_AUTO_TEST_CASE(a_line_reaches_a_descriptor_whole) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE_EQUAL(::pipe(ends.data()), 0);
  descriptor_sink(ends[1])("a line\n");
  std::array<char, 64> buffer{};
  const ssize_t size = ::read(ends[0], buffer.data(), buffer.size());
  BOOST_TEST(std::string(buffer.data(), std::size_t(size)) == "a line\n");
  ::close(ends[0]);
  descriptor_sink(ends[1])("nobody reads this\n");  // must return
  ::close(ends[1]);
  descriptor_sink(ends[1])("closed\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
