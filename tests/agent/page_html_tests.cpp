#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "agent/html.h"
#include "agent/page_html.h"
#include "agent/page_sections.h"
#include "output_fixture.h"

namespace segaudit::agent {
namespace {

std::string page_of(const WorkspaceState& state) { return page_html(an_agent({state}), "1.2.3", kNoon + 5s); }

const PageLinks kLinks("", "");

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
  BOOST_TEST(shows(page, "<div class=\"verdict good\"><h2>Everything is as it should be</h2></div>"));
  BOOST_TEST(shows(page, "<li><b>35 s</b><span>since last poll</span></li>"));
  BOOST_TEST(shows(page, "<summary>2 policies hold</summary>"));
  BOOST_TEST(shows(page, "<title>0 open · segaudit</title>"));
  BOOST_TEST(!shows(page, "<h3>Open violations</h3>"));
  for (const char* absent : {"<h3>Unknown</h3>", "<h3>Pending</h3>", "<h3>Waived</h3>"}) BOOST_TEST(!shows(page, absent));
}

BOOST_AUTO_TEST_CASE(nothing_found_is_not_all_well_when_something_is_not_known) {
  const std::string verdict = "<div class=\"verdict unsure\"><h2>No open violation is known, but not everything is known</h2>";
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
  const std::string section = violations_section(a_troubled_workspace(), kLinks, kNoon);
  BOOST_TEST(section.substr(0, section.find("</article>")) == R"(<h3>Open violations</h3>
<article class="card policy">
<h4><span class="badge severity critical">critical</span> Title of b-holds</h4>
<p class="soft">1 violation of <code>b-holds</code> in pack forwarding · <a href="policies/b-holds">Runbook and query</a></p>
<div class="remedy"><h4>Remedy</h4><p>Repair it.</p><p>Then look again.</p></div>
<ul class="violations">
<li><p class="about"><a href="resources/source/s1"><b><bdi>Source s1</bdi></b></a> <code>source s1</code></p><p class="message"><bdi>Source s1 loses events</bdi></p><p class="soft">since <time datetime="2026-03-01T09:00:00Z">2026-03-01 09:00:00 UTC</time> (3 h), caused by <bdi>jo@example.com</bdi></p><details><summary>Evidence</summary><dl class="pairs"><div><dt>blocks</dt><dd><bdi>track</bdi></dd></div><div><dt>limit</dt><dd><bdi>3</bdi></dd></div></dl></details></li>
</ul>
)");
}

BOOST_AUTO_TEST_CASE(open_pending_and_waived_violations_stand_apart) {
  const WorkspaceState state = a_troubled_workspace();
  const std::string section = violations_section(state, kLinks, kNoon);
  BOOST_TEST(times(section, "<article") == 2u);
  BOOST_TEST(section.find("<h3>Pending</h3>") > section.find("</article>"));
  BOOST_TEST(shows(section, "source s1</code> <span class=\"badge state\">pending</span>"));
  BOOST_TEST(!shows(section, "source s2"));
  BOOST_TEST(shows(waivers_section(state, kLinks, kNoon), "source s2"));
  BOOST_TEST(waivers_section(a_calm_workspace(), kLinks, kNoon) == "");
}

BOOST_AUTO_TEST_CASE(what_was_not_judged_is_listed_with_its_reason) {
  const std::string section = unjudged_section(a_troubled_workspace(), kLinks);
  BOOST_TEST(section.substr(0, section.find("<div")) ==
             "<h3>Unknown</h3>\n<p class=\"soft\">These could not be judged. What was known of them stays as it was.</p>\n");
  BOOST_TEST(shows(section, "c-fails</code></a></th><td data-label=\"what\">everything</td><td data-label=\"why\">"
                            "<span class=\"gap\">failed</span>: no such column: x</td>"));
  BOOST_TEST(shows(section, "a-holds</code></a></th><td data-label=\"what\"><a href=\"resources/source/s1\"><code>s1</code></a>"
                            "</td><td data-label=\"why\">timeout</td>"));
  BOOST_TEST(shows(section, "d-unknown</code></a></th><td data-label=\"what\">everything</td>"
                            "<td data-label=\"why\">gap in source_settings: timeout</td>"));
}

BOOST_AUTO_TEST_CASE(freshness_and_gaps_are_told_by_kind) {
  WorkspaceState state = a_troubled_workspace();
  state.collections.push_back(a_collection("tracking_plan", "", std::nullopt));
  state.collections.back().state = storage::CollectionState::not_available;
  const std::string section = freshness_section(state, kLinks, kNoon);
  BOOST_TEST(shows(section, "<a href=\"resources/source\">source</a></th><td class=\"number\" data-label=\"resources\">2</td>"
                            "<td class=\"number\" data-label=\"collections\">1</td>"
                            "<td data-label=\"oldest complete look\">60 s ago</td><td></td></tr>"));
  BOOST_TEST(shows(section, "2 min ago</td><td data-label=\"gaps\"><span class=\"gap\">timeout</span> × 1"
                            "<p class=\"soft\">GET /sources/s1/settings: no answer</p></td>"));
  BOOST_TEST(shows(section, "<td data-label=\"gaps\">not available × 1</td>"));
}

BOOST_AUTO_TEST_CASE(the_api_s_health_is_told_in_words_and_numbers) {
  WorkspaceState state = a_calm_workspace();
  const std::string calm = api_section(state, {{"200", 12}, {"503", 1}}, kNoon);
  BOOST_TEST(shows(calm, "<dt>Answers</dt><dd>yes</dd>"));
  BOOST_TEST(shows(calm, "<dd>200 × 12, <strong>503</strong> × 1</dd>"));
  BOOST_TEST(shows(calm, "<dt>Left of the rate limit</dt><dd>50</dd>"));
  BOOST_TEST(shows(calm, "(30 s ago)"));
  state.up = false;
  state.problem = "no <answer>";
  state.last_poll_success.reset();
  state.ratelimit_remaining.reset();
  const std::string silent = api_section(state, {}, kNoon);
  BOOST_TEST(shows(silent, "<span class=\"gap\">no</span>: no &lt;answer&gt;"));
  BOOST_TEST(shows(silent, "<dt>Last complete poll</dt><dd>never</dd>"));
  BOOST_TEST(shows(silent, "<dd>none</dd>"));
  BOOST_TEST(shows(silent, "<dd>not told yet</dd>"));
}

BOOST_AUTO_TEST_CASE(several_workspaces_have_links_of_their_own) {
  const std::string page = page_html(an_agent({a_calm_workspace("acme"), a_troubled_workspace()}), "1", kNoon);
  BOOST_TEST(shows(page, "href=\"destinations?workspace=acme\""));
  BOOST_TEST(!shows(page, "href=\"destinations\""));
  BOOST_TEST(shows(page, "href=\"resources/source/s1?workspace=acme\""));
  BOOST_TEST(shows(page_of(a_calm_workspace()), "href=\"destinations\""));
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
  BOOST_TEST(!shows(page, "severity ="));
}

BOOST_AUTO_TEST_CASE(the_front_page_stays_small_however_much_is_violated) {
  WorkspaceState state = a_calm_workspace();
  for (int i = 0; i < 250; ++i) state.violations.push_back(tests::a_violation("b-holds", "s" + std::to_string(i)));
  const std::string section = violations_section(state, kLinks, kNoon);
  BOOST_TEST(times(section, "<li>") == 10u);
  BOOST_TEST(shows(section, "<a href=\"policies/b-holds\">All 250 violations</a>"));
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
