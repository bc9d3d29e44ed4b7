#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include "agent/metrics_page.h"
#include "output_fixture.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {
namespace {

// The samples of one family, one per line, without its name.
std::string samples_of(const std::string& page, const std::string& family) {
  std::istringstream lines(page);
  std::string samples;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(family + "{") || line.starts_with(family + " ")) samples += line.substr(family.size()) + "\n";
  return samples;
}

std::string page_of(std::vector<WorkspaceState> workspaces, MetricsOptions options = {}) {
  return render_metrics(an_agent(std::move(workspaces)), options);
}

std::int64_t series_in(const std::string& page) {
  std::istringstream lines(page);
  std::int64_t count = 0;
  for (std::string line; std::getline(lines, line);) count += line.starts_with("#") ? 0 : 1;
  return count;
}

InventoryFamily a_family_of_destinations(int count) {
  InventoryFamily family{"segment_destination_enabled", "Is it enabled?", {"destination_id"}, {}};
  for (int i = 0; i < count; ++i) family.samples.push_back({{"d" + std::to_string(i)}, double(i % 2)});
  return family;
}

// Answers of promtool, or "ok".
std::string promtool_says(const std::string& page) {
  const tests::TemporaryDirectory directory;
  std::ofstream(directory / "page", std::ios::binary) << page;
  const std::string output = (directory / "output").string();
  const int result =
      std::system(("promtool check metrics < " + (directory / "page").string() + " > " + output + " 2>&1").c_str());
  std::ostringstream text;
  text << std::ifstream(output).rdbuf();
  return result == 0 && text.str().empty() ? "ok" : text.str();
}

bool has_promtool() { return std::system("command -v promtool > /dev/null") == 0; }

BOOST_AUTO_TEST_SUITE(metrics_page_tests)

BOOST_AUTO_TEST_CASE(a_calm_workspace_has_this_page) {
  WorkspaceState state = a_calm_workspace();
  state.inventory = {{"segment_source_info", "Sources.", {"source_id", "name"}, {{{"s1", "Shop"}, 1}}}};
  BOOST_TEST(
      page_of({state}) ==
      R"(# HELP segaudit_config_last_reload_successful 1: the configuration files as they are now are in force. 0: they hold a mistake, the last good ones are.
# TYPE segaudit_config_last_reload_successful gauge
segaudit_config_last_reload_successful 1
# HELP segaudit_pack_info Policy packs in force: file and SHA-256 of its bytes.
# TYPE segaudit_pack_info gauge
segaudit_pack_info{file="builtin/forwarding.yml",sha256="ab12"} 1
# HELP segment_up 1: Segment answered the last question which workspace this is, with this one.
# TYPE segment_up gauge
segment_up{workspace="acme"} 1
# HELP segment_workspace_info The workspace's id, slug and region.
# TYPE segment_workspace_info gauge
segment_workspace_info{workspace="acme",workspace_id="ws1",slug="acme-inc",region="us"} 1
# HELP segaudit_poll_last_success_timestamp_seconds End of the last poll that succeeded. 0: none has.
# TYPE segaudit_poll_last_success_timestamp_seconds gauge
segaudit_poll_last_success_timestamp_seconds{workspace="acme"} 1772366370
# HELP segaudit_wrong_workspace 1: the token opens another workspace than everything stored so far is about, so nothing is polled.
# TYPE segaudit_wrong_workspace gauge
segaudit_wrong_workspace{workspace="acme"} 0
# HELP segaudit_api_ratelimit_remaining Requests that the API still allows in this window, to all users of the token.
# TYPE segaudit_api_ratelimit_remaining gauge
segaudit_api_ratelimit_remaining{workspace="acme"} 50
# HELP segaudit_collection_last_success_timestamp_seconds End of the last complete look at the kind's collections: that of the oldest one. 0: one was never seen whole. Collections that plan or permission withhold do not count.
# TYPE segaudit_collection_last_success_timestamp_seconds gauge
segaudit_collection_last_success_timestamp_seconds{workspace="acme",kind="source"} 1772366340
segaudit_collection_last_success_timestamp_seconds{workspace="acme",kind="source_settings"} 1772366280
# HELP segaudit_resources Resources known of each kind.
# TYPE segaudit_resources gauge
segaudit_resources{workspace="acme",kind="source"} 2
segaudit_resources{workspace="acme",kind="source_settings"} 2
# HELP segaudit_log_length Rows of the log.
# TYPE segaudit_log_length gauge
segaudit_log_length{workspace="acme"} 42
# HELP segaudit_log_head First 48 bits of the log's last link, as a number: a copy of the head outside of this machine.
# TYPE segaudit_log_head gauge
segaudit_log_head{workspace="acme"} 1250999896491
# HELP segaudit_log_valid 1: the log's links held together at the last check.
# TYPE segaudit_log_valid gauge
segaudit_log_valid{workspace="acme"} 1
# HELP segaudit_storage_last_write_successful 1: the last transaction on the database succeeded.
# TYPE segaudit_storage_last_write_successful gauge
segaudit_storage_last_write_successful{workspace="acme"} 1
# HELP segaudit_database_size_bytes Size of the workspace's database.
# TYPE segaudit_database_size_bytes gauge
segaudit_database_size_bytes{workspace="acme"} 4096
# HELP segaudit_policy_info Policies in force.
# TYPE segaudit_policy_info gauge
segaudit_policy_info{workspace="acme",policy="a-holds",pack="forwarding",severity="low",resource="source"} 1
segaudit_policy_info{workspace="acme",policy="b-holds",pack="forwarding",severity="critical",resource="source"} 1
# HELP segaudit_policy_violations Violations of each policy, by state: open, pending, waived.
# TYPE segaudit_policy_violations gauge
segaudit_policy_violations{workspace="acme",policy="a-holds",severity="low",state="open"} 0
segaudit_policy_violations{workspace="acme",policy="a-holds",severity="low",state="pending"} 0
segaudit_policy_violations{workspace="acme",policy="a-holds",severity="low",state="waived"} 0
segaudit_policy_violations{workspace="acme",policy="b-holds",severity="critical",state="open"} 0
segaudit_policy_violations{workspace="acme",policy="b-holds",severity="critical",state="pending"} 0
segaudit_policy_violations{workspace="acme",policy="b-holds",severity="critical",state="waived"} 0
# HELP segaudit_policy_unknown Resources that the policy cannot judge because of a gap; the whole policy: all of its kind.
# TYPE segaudit_policy_unknown gauge
segaudit_policy_unknown{workspace="acme",policy="a-holds"} 0
segaudit_policy_unknown{workspace="acme",policy="b-holds"} 0
# HELP segaudit_policy_last_evaluation_success 1: the policy's query could be run. 0: it failed or broke a limit; its violations stay as they were.
# TYPE segaudit_policy_last_evaluation_success gauge
segaudit_policy_last_evaluation_success{workspace="acme",policy="a-holds"} 1
segaudit_policy_last_evaluation_success{workspace="acme",policy="b-holds"} 1
# HELP segaudit_policy_last_evaluation_timestamp_seconds When the policy was last run.
# TYPE segaudit_policy_last_evaluation_timestamp_seconds gauge
segaudit_policy_last_evaluation_timestamp_seconds{workspace="acme",policy="a-holds"} 1772366400
segaudit_policy_last_evaluation_timestamp_seconds{workspace="acme",policy="b-holds"} 1772366400
# HELP segaudit_policy_last_evaluation_duration_seconds How long that took.
# TYPE segaudit_policy_last_evaluation_duration_seconds gauge
segaudit_policy_last_evaluation_duration_seconds{workspace="acme",policy="a-holds"} 0.0015
segaudit_policy_last_evaluation_duration_seconds{workspace="acme",policy="b-holds"} 0.0015
# HELP segaudit_policy_violations_opened_total Violations opened, since the first day of the database. One that opens again when its waiver ends counts once.
# TYPE segaudit_policy_violations_opened_total counter
segaudit_policy_violations_opened_total{workspace="acme",policy="a-holds"} 0
segaudit_policy_violations_opened_total{workspace="acme",policy="b-holds"} 0
# HELP segaudit_policy_violations_resolved_total Violations resolved, since the first day of the database.
# TYPE segaudit_policy_violations_resolved_total counter
segaudit_policy_violations_resolved_total{workspace="acme",policy="a-holds"} 0
segaudit_policy_violations_resolved_total{workspace="acme",policy="b-holds"} 0
# HELP segaudit_waivers Waivers that concern the workspace, each in one state. unused: nothing that it names is violated, it can go. expired: its time is over or what it was bound to has changed, and a violation that it names is still there. expiring: it waives, for 14 days at most. active: it waives for longer.
# TYPE segaudit_waivers gauge
segaudit_waivers{workspace="acme",state="active"} 0
segaudit_waivers{workspace="acme",state="expired"} 0
segaudit_waivers{workspace="acme",state="expiring"} 0
segaudit_waivers{workspace="acme",state="unused"} 0
# HELP segment_source_info Sources.
# TYPE segment_source_info gauge
segment_source_info{workspace="acme",source_id="s1",name="Shop"} 1
# HELP segaudit_series_dropped Series left out of this page because metrics.max_series is reached. Open violations never are.
# TYPE segaudit_series_dropped gauge
segaudit_series_dropped{workspace="acme",family="segaudit_violation"} 0
segaudit_series_dropped{workspace="acme",family="segaudit_violation_first_seen_timestamp_seconds"} 0
segaudit_series_dropped{workspace="acme",family="segment_source_info"} 0
)");
}

BOOST_AUTO_TEST_CASE(troubles_show_in_their_families) {
  const std::string page = page_of({a_troubled_workspace()});
  BOOST_TEST(
      samples_of(page, "segaudit_violation") ==
      "{workspace=\"acme\",policy=\"b-holds\",severity=\"critical\",resource_kind=\"source\",resource_id=\"s1\"} 1\n"
      "{workspace=\"acme\",policy=\"b-holds\",severity=\"critical\",resource_kind=\"source\",resource_id=\"s3\"} 0\n"
      "{workspace=\"acme\",policy=\"a-holds\",severity=\"low\",resource_kind=\"source\",resource_id=\"s2\"} 0\n");
  BOOST_TEST(samples_of(page, "segaudit_violation_first_seen_timestamp_seconds") ==
             "{workspace=\"acme\",policy=\"b-holds\",severity=\"critical\",resource_kind=\"source\",resource_id=\"s1\"}"
             " 1772355600\n"
             "{workspace=\"acme\",policy=\"b-holds\",severity=\"critical\",resource_kind=\"source\",resource_id=\"s3\"}"
             " 1772365200\n"
             "{workspace=\"acme\",policy=\"a-holds\",severity=\"low\",resource_kind=\"source\",resource_id=\"s2\"} "
             "1772365800\n");
  BOOST_TEST(samples_of(page, "segaudit_gaps") ==
             "{workspace=\"acme\",kind=\"source_settings\",reason=\"timeout\"} 1\n");
  BOOST_TEST(samples_of(page, "segaudit_policy_unknown") ==
             "{workspace=\"acme\",policy=\"a-holds\"} 1\n"
             "{workspace=\"acme\",policy=\"b-holds\"} 0\n"
             "{workspace=\"acme\",policy=\"c-fails\"} 0\n"
             "{workspace=\"acme\",policy=\"d-unknown\"} 2\n");
  BOOST_TEST(samples_of(page, "segaudit_policy_last_evaluation_success") ==
             "{workspace=\"acme\",policy=\"a-holds\"} 1\n"
             "{workspace=\"acme\",policy=\"b-holds\"} 1\n"
             "{workspace=\"acme\",policy=\"c-fails\"} 0\n"
             "{workspace=\"acme\",policy=\"d-unknown\"} 1\n");
  BOOST_TEST(samples_of(page, "segaudit_changes_total") ==
             "{workspace=\"acme\",kind=\"source\",change=\"modified\"} 7\n");
  BOOST_TEST(samples_of(page, "segaudit_policy_violations_opened_total").find("\"b-holds\"} 2\n") != std::string::npos);
  BOOST_TEST(samples_of(page, "segaudit_policy_violations_resolved_total").find("\"b-holds\"} 1\n") !=
             std::string::npos);
  BOOST_TEST(samples_of(page, "segaudit_policy_violations")
                 .find("policy=\"a-holds\",severity=\"low\",state=\"waived\"} 1\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_violation_that_came_back_has_one_series) {
  WorkspaceState state = a_calm_workspace();
  state.violations = {tests::a_violation("b-holds", "s1")};
  state.recently_resolved = {tests::a_violation("b-holds", "s1", storage::ViolationState::resolved)};
  BOOST_TEST(
      samples_of(page_of({state}), "segaudit_violation") ==
      "{workspace=\"acme\",policy=\"b-holds\",severity=\"high\",resource_kind=\"source\",resource_id=\"s1\"} 1\n");
}

BOOST_AUTO_TEST_CASE(every_waiver_counts_in_one_state) {
  const std::string page = page_of({a_workspace_with_waivers()});
  for (const std::string line : {"active\"} 1\n", "expired\"} 1\n", "expiring\"} 0\n", "unused\"} 0\n"})
    BOOST_TEST(page.find("segaudit_waivers{workspace=\"acme\",state=\"" + line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(a_violation_that_was_waived_long_ago_has_no_series) {
  WorkspaceState state = a_calm_workspace();
  state.violations = {tests::a_violation("b-holds", "s1", storage::ViolationState::waived, kNoon - 1h)};
  BOOST_TEST(samples_of(page_of({state}), "segaudit_violation") == "");
}

BOOST_AUTO_TEST_CASE(a_workspace_of_which_nothing_is_known_claims_nothing) {
  WorkspaceState state;
  state.name = "new";
  state.policies = {a_policy("p", rules::Severity::low)};
  state.policies[0].evaluated = state.policies[0].success = false;
  const std::string page = page_of({state});
  BOOST_TEST(samples_of(page, "segment_up") == "{workspace=\"new\"} 0\n");
  BOOST_TEST(samples_of(page, "segaudit_poll_last_success_timestamp_seconds") == "{workspace=\"new\"} 0\n");
  for (const char* family :
       {"segment_workspace_info", "segaudit_policy_unknown", "segaudit_policy_last_evaluation_success",
        "segaudit_log_head", "segaudit_api_ratelimit_remaining"})
    BOOST_TEST(samples_of(page, family) == "", family);
}

BOOST_AUTO_TEST_CASE(a_kind_is_as_old_as_its_oldest_collection) {
  WorkspaceState state = a_calm_workspace();
  const auto oldest = [&] {
    return samples_of(page_of({state}), "segaudit_collection_last_success_timestamp_seconds");
  };
  state.collections = {a_collection("source", "", kNoon), a_collection("source", "x", kNoon - 1500ms)};
  BOOST_TEST(oldest() == "{workspace=\"acme\",kind=\"source\"} 1772366398.5\n");
  state.collections.push_back(a_collection("source", "never", std::nullopt));
  BOOST_TEST(oldest() == "{workspace=\"acme\",kind=\"source\"} 0\n");
  state.collections.back().state = storage::CollectionState::not_available;
  BOOST_TEST(oldest() == "{workspace=\"acme\",kind=\"source\"} 1772366398.5\n");
}

BOOST_AUTO_TEST_CASE(several_workspaces_share_one_family) {
  WorkspaceState first = a_calm_workspace("a");
  WorkspaceState second = a_calm_workspace("b");
  first.inventory = second.inventory = {a_family_of_destinations(1)};
  AgentState agent = an_agent({first, second});
  agent.external_url = "https://segaudit.example.com";
  agent.last_reload_successful = false;
  const std::string page = render_metrics(agent, {});
  BOOST_TEST(samples_of(page, "segment_destination_enabled") ==
             "{workspace=\"a\",destination_id=\"d0\"} 0\n{workspace=\"b\",destination_id=\"d0\"} 0\n");
  BOOST_TEST(samples_of(page, "segaudit_web_info") ==
             "{workspace=\"a\",external_url=\"https://segaudit.example.com\"} 1\n"
             "{workspace=\"b\",external_url=\"https://segaudit.example.com\"} 1\n");
  BOOST_TEST(samples_of(page, "segaudit_config_last_reload_successful") == " 0\n");
  std::istringstream lines(page);
  std::set<std::string> types;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("# TYPE")) BOOST_TEST(types.insert(line).second, line);
}

BOOST_AUTO_TEST_CASE(the_cap_never_drops_an_open_violation_and_counts_the_rest) {
  WorkspaceState state = a_calm_workspace();
  state.violations.clear();
  for (int i = 0; i < 300; ++i) state.violations.push_back(tests::a_violation("b-holds", "s" + std::to_string(i)));
  state.recently_resolved = {tests::a_violation("b-holds", "gone", storage::ViolationState::resolved)};
  state.inventory = {a_family_of_destinations(50)};
  const std::string page = page_of({state}, {PerDestination::all, 100});
  const std::string violations = samples_of(page, "segaudit_violation");
  BOOST_TEST(std::ranges::count(violations, '\n') == 300);
  BOOST_TEST(violations.find("} 0\n") == std::string::npos);
  BOOST_TEST(samples_of(page, "segaudit_series_dropped") ==
             "{workspace=\"acme\",family=\"segaudit_violation\"} 1\n"
             "{workspace=\"acme\",family=\"segaudit_violation_first_seen_timestamp_seconds\"} 301\n"
             "{workspace=\"acme\",family=\"segment_destination_enabled\"} 50\n");
}

BOOST_AUTO_TEST_CASE(below_the_cap_the_more_important_series_come_first) {
  WorkspaceState state = a_calm_workspace();
  state.violations = {tests::a_violation("a", "s1"), tests::a_violation("b", "s2")};
  state.violations[0].severity = "low";
  state.violations[1].severity = "critical";
  state.inventory = {a_family_of_destinations(50)};
  const std::int64_t least = series_in(page_of({state}, {PerDestination::all, 0})) - 3;  // without series_dropped's own
  const std::string page = page_of({state}, {PerDestination::all, least + 1});
  BOOST_TEST(samples_of(page, "segaudit_violation_first_seen_timestamp_seconds") ==
             "{workspace=\"acme\",policy=\"b\",severity=\"critical\",resource_kind=\"source\",resource_id=\"s2\"} "
             "1772366400\n");
  BOOST_TEST(samples_of(page, "segment_destination_enabled") == "");
}

BOOST_AUTO_TEST_CASE(series_of_destinations_are_chosen) {
  WorkspaceState state = a_calm_workspace();
  state.inventory = {a_family_of_destinations(3), {"segment_source_enabled", "Is it?", {"source_id"}, {{{"s1"}, 1}}}};
  state.violations = {tests::a_violation("p", "d1"), tests::a_violation("p", "d2", storage::ViolationState::pending),
                      tests::a_violation("p", "d0")};
  state.violations[0].resource_kind = state.violations[1].resource_kind = "destination";
  const auto samples = [&](PerDestination which) {
    return samples_of(page_of({state}, {which, 100'000}), "segment_destination_enabled");
  };
  BOOST_TEST(std::ranges::count(samples(PerDestination::all), '\n') == 3);
  BOOST_TEST(samples(PerDestination::failing) == "{workspace=\"acme\",destination_id=\"d1\"} 1\n");
  BOOST_TEST(samples(PerDestination::off) == "");
  BOOST_TEST(samples_of(page_of({state}, {PerDestination::off, 100'000}), "segment_source_enabled") != "");
}

BOOST_AUTO_TEST_CASE(hostile_names_stay_label_values) {
  WorkspaceState state = a_calm_workspace();
  state.inventory = {
      {"segment_source_info", "Help with \\ and\nline break", {"name"}, {{{kHostile}, 1}, {{"\xFF"}, 1}}}};
  const std::string page = page_of({state});
  BOOST_TEST(samples_of(page, "segment_source_info") ==
             std::string("{workspace=\"acme\",name=\"=<b>\\\"x\\\"</b>&'\\\\\x1b[31m\\n\xE2\x80\xAE\xF0\x9F\x92\xA5") +
                 '\0' + "y\"} 1\n{workspace=\"acme\",name=\"\xEF\xBF\xBD\"} 1\n");
  BOOST_TEST(page.find("# HELP segment_source_info Help with \\\\ and\\nline break\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_are_written_as_prometheus_reads_them) {
  WorkspaceState state = a_calm_workspace();
  state.inventory = {
      {"x",
       "X.",
       {},
       {{{}, std::numeric_limits<double>::quiet_NaN()}, {{}, -std::numeric_limits<double>::infinity()}}}};
  BOOST_TEST(samples_of(page_of({state}), "x") == "{workspace=\"acme\"} NaN\n{workspace=\"acme\"} -Inf\n");
}

BOOST_AUTO_TEST_CASE(promtool_accepts_the_page) {
  if (!has_promtool()) {
    BOOST_TEST_MESSAGE("skipped: promtool is not installed (Debian package prometheus)");
    return;
  }
  WorkspaceState hostile = a_troubled_workspace();
  hostile.name = "other";
  hostile.inventory = {a_family_of_destinations(3), {"segment_source_info", "S.", {"name"}, {{{kHostile}, 1}}}};
  BOOST_TEST(promtool_says(page_of({a_troubled_workspace(), hostile})) == "ok");
  BOOST_TEST(promtool_says("segment_up{a=\"b} 1\n") != "ok");
}

BOOST_AUTO_TEST_CASE(sixty_thousand_series_are_rendered_quickly) {
  WorkspaceState state = a_calm_workspace();
  InventoryFamily family{
      "segment_destination_info", "D.", {"destination_id", "destination_metadata_id", "source_id", "name"}, {}};
  for (int i = 0; i < 60'000; ++i)
    family.samples.push_back({{"5f7dd6d21ad74f3842b1fc" + std::to_string(i), "54521fd525e721e32a72ee91",
                               "rh5BDZp6QDHvXFCkibm1pR", "Amplitude (production) " + std::to_string(i)},
                              1});
  state.inventory = {family};
  const AgentState agent = an_agent({state});
  const auto start = std::chrono::steady_clock::now();
  const std::string page = render_metrics(agent, {});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  BOOST_TEST_MESSAGE("60,000 series, " << page.size() << " bytes: " << took.count() << " ms");
  BOOST_TEST(series_in(page) > 60'000);
  BOOST_TEST(took.count() < 3'000);  // far above what even a sanitized debug build takes
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
