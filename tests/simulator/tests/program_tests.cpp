// The program as a user starts it, and its arguments.
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "tests/simulator/command_line.h"
#include "tests/simulator/server.h"
#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

std::string usage_error(const std::vector<std::string>& arguments) {
  try {
    parse_command_line(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(none)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program)

BOOST_AUTO_TEST_CASE(it_says_where_it_listens_and_ends_on_sigterm) {
  Poco::Pipe output;
  const auto process = Poco::Process::launch(SEGMENT_SIMULATOR, {"--listen", "127.0.0.1:0"}, nullptr, &output, nullptr);
  Poco::PipeInputStream stream(output);
  std::string line;
  std::getline(stream, line);
  BOOST_TEST(line.starts_with("listening on http://127.0.0.1:"));
  const auto start = std::chrono::steady_clock::now();
  kill(process.id(), SIGTERM);
  BOOST_TEST(process.wait() == 0);
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds{1}));
}

BOOST_AUTO_TEST_CASE(options_are_read_in_both_notations) {
  const std::vector<std::string> arguments{"--listen", "localhost:81", "--token=t",       "--seed=9",
                                           "--scale",  "5,6,2,3,4",    "--rate-limit=60", "--endpoint-limits"};
  const Options options = parse_command_line(arguments).options;
  BOOST_TEST(options.host == "127.0.0.1");
  BOOST_TEST(options.port == 81);
  BOOST_TEST(options.token == "t");
  BOOST_TEST(options.scale->sources == 5);
  BOOST_TEST(options.scale->destinations == 6);
  BOOST_TEST(options.scale->plans == 2);
  BOOST_TEST(options.scale->rules == 3);
  BOOST_TEST(options.scale->users == 4);
  BOOST_TEST(options.seed == 9);
  BOOST_TEST(options.points_per_minute.value() == 60);
  BOOST_TEST(options.endpoint_limits);
}

BOOST_AUTO_TEST_CASE(mistakes_in_the_arguments_are_named) {
  BOOST_TEST(usage_error({"--colour", "red"}) == "no option is called --colour");
  BOOST_TEST(usage_error({"--token"}) == "--token: unknown or without a value");
  BOOST_TEST(usage_error({"--listen", "8080"}) == "--listen: ADDRESS:PORT expected, not \"8080\"");
  BOOST_TEST(usage_error({"--listen", "127.0.0.1:99999"}) ==
             "--listen: a number from 0 to 65535 expected, not \"99999\"");
  BOOST_TEST(usage_error({"--page-limit", "1001"}) == "--page-limit: a number from 1 to 1000 expected, not \"1001\"");
  BOOST_TEST(usage_error({"--scale", "1,2,3,4"}) ==
             "--scale: SOURCES,DESTINATIONS,PLANS,RULES,USERS expected, not \"1,2,3,4\"");
  BOOST_TEST(usage_error({"--scale", "1,2,3,many,5"}) == "--scale: a number from 0 to 1000000 expected, not \"many\"");
  BOOST_TEST(usage_error({"--scale", "0,1,0,0,0"}) == "--scale: destinations need sources");
}

BOOST_AUTO_TEST_CASE(only_loopback_is_listened_on) {
  for (const std::string host : {"0.0.0.0", "192.0.2.1", "::", "example.org"}) {
    const auto says_why = [&](const std::runtime_error& error) {
      return std::string(error.what()) == "listens on loopback addresses only, not on " + host;
    };
    BOOST_CHECK_EXCEPTION(Server({.host = host}), std::runtime_error, says_why);
  }
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_an_error) {
  const Server first({});
  BOOST_CHECK_THROW(Server({.port = first.port()}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
