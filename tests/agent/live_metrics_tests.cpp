#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>
#include <sstream>

#include "agent/api_metrics.h"
#include "agent/live_metrics.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;

std::string line_of(const std::string& text, const std::string& begin) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(begin)) return line;
  return "none";
}

double number_of(const std::string& text, const std::string& name) {
  const std::string line = line_of(text, name + " ");
  return line == "none" ? -1 : std::strtod(line.c_str() + name.size(), nullptr);
}

BOOST_AUTO_TEST_SUITE(live_metrics_tests)

BOOST_AUTO_TEST_CASE(the_process_tells_about_itself) {
  const LiveMetrics live("1.2.3");
  const std::string text = live.text();
  BOOST_TEST(line_of(text, "segaudit_build_info") == "segaudit_build_info{version=\"1.2.3\"} 1");
  BOOST_TEST(number_of(text, "process_cpu_seconds_total") >= 0);
  BOOST_TEST(number_of(text, "process_resident_memory_bytes") > 1e6);
  BOOST_TEST(number_of(text, "process_virtual_memory_bytes") >= number_of(text, "process_resident_memory_bytes"));
  BOOST_TEST(number_of(text, "process_open_fds") >= 3);
  BOOST_TEST(number_of(text, "process_max_fds") > number_of(text, "process_open_fds"));
  BOOST_TEST(line_of(text, "# TYPE process_cpu_seconds_total") == "# TYPE process_cpu_seconds_total counter");
}

BOOST_AUTO_TEST_CASE(the_start_time_is_in_the_recent_past_and_never_moves) {
  const LiveMetrics live("1");
  const double now = double(
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  const double start = number_of(live.text(), "process_start_time_seconds");
  BOOST_TEST(start <= now + 1);
  BOOST_TEST(start > now - 3600);
  const std::string first = line_of(live.text(), "process_start_time_seconds");
  BOOST_TEST(line_of(live.text(), "process_start_time_seconds") == first);
}

BOOST_AUTO_TEST_CASE(requests_are_counted_by_workspace_endpoint_and_outcome) {
  LiveMetrics live("1");
  ApiMetrics acme(live.registry(), "acme");
  ApiMetrics other(live.registry(), "other");
  acme.on_request("/sources", "200", 30ms);
  acme.on_request("/sources", "200", 300ms);
  acme.on_request("/sources", "timeout", 30s);
  other.on_request("/", "401", 5ms);
  const std::string text = live.text();
  BOOST_TEST(line_of(text, "segaudit_api_requests_total{code=\"200\"") ==
             "segaudit_api_requests_total{code=\"200\",endpoint=\"/sources\",workspace=\"acme\"} 2");
  BOOST_TEST(line_of(text, "segaudit_api_requests_total{code=\"timeout\"") ==
             "segaudit_api_requests_total{code=\"timeout\",endpoint=\"/sources\",workspace=\"acme\"} 1");
  BOOST_TEST(line_of(text, "segaudit_api_requests_total{code=\"401\"") ==
             "segaudit_api_requests_total{code=\"401\",endpoint=\"/\",workspace=\"other\"} 1");
  const std::string bucket =
      "segaudit_api_request_duration_seconds_bucket{endpoint=\"/sources\",workspace=\"acme\",le=";
  BOOST_TEST(line_of(text, bucket + "\"0.05\"}") == bucket + "\"0.05\"} 1");
  BOOST_TEST(line_of(text, bucket + "\"0.5\"}") == bucket + "\"0.5\"} 2");
  BOOST_TEST(line_of(text, bucket + "\"+Inf\"}") == bucket + "\"+Inf\"} 3");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
