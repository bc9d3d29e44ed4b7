#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "agent/html.h"
#include "agent/page_html.h"
#include "agent/page_sections.h"
#include "output_fixture.h"

namespace segaudit::agent {
namespace {

std::string page_of(const WorkspaceState& state) { return page_html(an_agent({state}), "1.2.3", kNoon + 5s); }

bool shows(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

std::size_t times(const std::string& page, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++count;
  return count;
}

BOOST_AUTO_TEST_SUITE(page_html_tests)

BOOST_AUTO_TEST_CASE(text_cannot_become_markup) {
  BOOST_TEST(html("<a href='x'>\"&") == "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
  BOOST_TEST(html(kHostile) ==
             "=&lt;b&gt;&quot;x&quot;&lt;/b&gt;&amp;&#39;\\\\x1b[31m\\x0a\\u{202e}\xF0\x9F\x92\xA5\\x00y");
  BOOST_TEST(html_paragraphs("one\n\ntwo <b>\n") == "<p>one</p><p>two &lt;b&gt;</p>");
  BOOST_TEST(html_time(kNoon + 1500ms) == "<time datetime=\"2026-03-01T12:00:01Z\">2026-03-01 12:00:01 UTC</time>");
}

BOOST_AUTO_TEST_CASE(durations_are_rough) {
  BOOST_TEST(rough_duration(-5s) == "0 s");
  BOOST_TEST(rough_duration(119s) == "119 s");
  BOOST_TEST(rough_duration(2min) == "2 min");
  BOOST_TEST(rough_duration(119min) == "119 min");
  BOOST_TEST(rough_duration(2h) == "2 h");
  BOOST_TEST(rough_duration(48h) == "2 d");
}

BOOST_AUTO_TEST_CASE(a_calm_workspace_says_so_in_one_sentence) {
  const std::string page = page_of(a_calm_workspace());
  BOOST_TEST(shows(page, "<div class=\"verdict good\">Everything is as it should be</div>"));
  BOOST_TEST(shows(page, "<li><b>35 s</b><span>since last poll</span></li>"));
  BOOST_TEST(shows(page, "<summary>2 policies hold</summary>"));
  BOOST_TEST(shows(page, "<title>0 open · segaudit</title>"));
  BOOST_TEST(!shows(page, "<h3>Violations</h3>"));
  BOOST_TEST(!shows(page, "<h3>Not judged</h3>"));
}

BOOST_AUTO_TEST_CASE(nothing_found_is_not_all_well_when_something_is_not_known) {
  const std::string verdict = "<div class=\"verdict unsure\">No open violation is known, but not everything is known";
  WorkspaceState silent = a_calm_workspace();
  silent.up = false;
  silent.problem = "GET /: status 500 <html>";
  BOOST_TEST(shows(page_of(silent), verdict + "<p>Segment does not answer: GET /: status 500 &lt;html&gt;. "
                                              "What follows is what was known before.</p></div>"));
  WorkspaceState fresh = a_calm_workspace();
  fresh.ready = false;
  BOOST_TEST(shows(page_of(fresh), verdict + "<p>The first poll is not complete yet.</p></div>"));
  WorkspaceState blind = a_calm_workspace();
  blind.policies[0].unknown_reason = "gap";
  BOOST_TEST(shows(page_of(blind), verdict + "<p>Some policies could not be judged: there may be more.</p></div>"));
  WorkspaceState full = a_calm_workspace();
  full.storage_ok = false;
  full.storage_problem = "disk full";
  BOOST_TEST(shows(page_of(full), verdict + "<p>The database cannot be written: disk full</p></div>"));
  WorkspaceState broken = a_calm_workspace();
  broken.log_valid = false;
  BOOST_TEST(shows(page_of(broken),
                   verdict + "<p>The log does not hold together: run <code>segaudit verify</code>.</p></div>"));
}

BOOST_AUTO_TEST_CASE(a_violation_comes_with_remedy_evidence_age_and_actor) {
  const std::string section = violations_section(a_troubled_workspace(), kNoon);
  BOOST_TEST(section.substr(0, section.find("</article>")) == R"(<h3>Violations</h3>
<article class="policy">
<h4><span class="severity critical">critical</span>Title of b-holds</h4>
<p class="soft"><code>b-holds</code> in pack forwarding</p>
<div class="remedy"><p>Repair it.</p><p>Then look again.</p></div>
<ul class="violations">
<li><b><bdi>Source s1</bdi></b> <code>source s1</code><p><bdi>Source s1 loses events</bdi></p><p class="soft">since <time datetime="2026-03-01T09:00:00Z">2026-03-01 09:00:00 UTC</time> (3 h), caused by <bdi>jo@example.com</bdi></p><details><summary>evidence</summary><div class="wide"><table><tr><th scope="row">blocks</th><td><bdi>track</bdi></td></tr><tr><th scope="row">limit</th><td><bdi>3</bdi></td></tr></table></div></details></li>
</ul>
)");
  BOOST_TEST(times(section, "<article") == 2u);
  BOOST_TEST(shows(section, " <span class=\"state\">waived</span>"));
}

BOOST_AUTO_TEST_CASE(what_was_not_judged_is_listed_with_its_reason) {
  BOOST_TEST(unjudged_section(a_troubled_workspace()) == R"(<h3>Not judged</h3>
<p class="soft">Known violations of these policies stay as they were.</p>
<div class="wide"><table>
<tr><th>policy</th><th>what</th><th>why</th></tr>
<tr><td><code>c-fails</code></td><td>everything</td><td><span class="gap">failed</span>: no such column: x</td></tr>
<tr><td><code>a-holds</code></td><td><code>s1</code></td><td>timeout</td></tr>
<tr><td><code>d-unknown</code></td><td>everything</td><td>gap in source_settings: timeout</td></tr>
</table></div>
)");
}

BOOST_AUTO_TEST_CASE(freshness_and_gaps_are_told_by_kind) {
  WorkspaceState state = a_troubled_workspace();
  state.collections.push_back(a_collection("tracking_plan", "", std::nullopt));
  state.collections.back().state = storage::CollectionState::not_available;
  BOOST_TEST(freshness_section(state, kNoon) == R"(<h3>Data</h3>
<div class="wide"><table>
<tr><th>kind</th><th class="number">resources</th><th class="number">collections</th><th>all seen</th><th>gaps</th></tr>
<tr><th scope="row">source</th><td class="number">2</td><td class="number">1</td><td>60 s ago</td><td></td></tr>
<tr><th scope="row">source_settings</th><td class="number">2</td><td class="number">2</td><td>2 min ago</td><td><span class="gap">timeout</span> × 1<p class="soft">GET /sources/s1/settings: no answer</p></td></tr>
<tr><th scope="row">tracking_plan</th><td class="number">0</td><td class="number">0</td><td></td><td>not available × 1</td></tr>
</table></div>
)");
}

BOOST_AUTO_TEST_CASE(hostile_text_acts_nowhere_on_the_page) {
  WorkspaceState state = a_troubled_workspace();
  state.workspace_name = state.problem = state.storage_problem = kHostile;
  state.up = state.storage_ok = false;
  for (auto& violation : state.violations) {
    violation.policy = violation.severity = violation.resource_kind = violation.resource_id = kHostile;
    violation.resource_name = violation.message = violation.actor = kHostile;
    violation.evidence = nlohmann::json::array({{{"<i>", kHostile}}}).dump();
  }
  for (auto& policy : state.policies) {
    policy.policy.id = policy.policy.title = policy.policy.remediation = policy.failure = kHostile;
    if (!policy.unknown_reason.empty()) policy.unknown_reason = kHostile;
  }
  state.policies[0].unknown_resources = {{kHostile, kHostile}};
  for (auto& collection : state.collections) collection.key.kind = collection.reason = collection.detail = kHostile;
  const std::string page = page_of(state);
  BOOST_TEST(!shows(page, "<b>\"x\""));
  BOOST_TEST(!shows(page, "<i>"));
  for (const char* dangerous : {"\x1b", "\xE2\x80\xAE"}) BOOST_TEST(!shows(page, dangerous));
  BOOST_TEST(page.find('\0') == std::string::npos);
  BOOST_TEST(times(page, "=&lt;b&gt;&quot;x&quot;") > 20u);
  BOOST_TEST(!shows(page, "class=\"severity ="));
}

BOOST_AUTO_TEST_CASE(a_page_shows_only_so_many_violations_of_a_policy) {
  WorkspaceState state = a_calm_workspace();
  for (int i = 0; i < 250; ++i) state.violations.push_back(tests::a_violation("b-holds", "s" + std::to_string(i)));
  const std::string section = violations_section(state, kNoon);
  BOOST_TEST(times(section, "<li>") == 200u);
  BOOST_TEST(shows(section, "and 50 more: see <a href=\"api/v1/violations\">"));
}

BOOST_AUTO_TEST_CASE(the_page_needs_no_script_and_no_other_site) {
  const std::string page = page_of(a_troubled_workspace());
  BOOST_TEST(!shows(page, "<script"));
  BOOST_TEST(!shows(page, "style=\""));
  BOOST_TEST(!shows(page, "http://"));
  BOOST_TEST(!shows(page, "https://"));
  BOOST_TEST(!shows(page, "href=\"/"));
}

BOOST_AUTO_TEST_CASE(a_failed_reload_is_told_on_top) {
  AgentState state = an_agent({a_calm_workspace()});
  state.last_reload_successful = false;
  BOOST_TEST(
      shows(page_html(state, "1", kNoon), "The configuration files hold a mistake: the last good ones are in force."));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
