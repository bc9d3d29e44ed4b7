#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "agent/report_csv.h"
#include "agent/report_text.h"
#include "output_fixture.h"

namespace segaudit::agent {
namespace {

BOOST_AUTO_TEST_SUITE(report_tests)

BOOST_AUTO_TEST_CASE(the_text_groups_by_policy_and_counts_at_the_end) {
  BOOST_TEST(report_text(a_troubled_workspace()) == R"(Workspace acme (Acme Inc), judged at 2026-03-01T12:00:00Z

critical b-holds: Title of b-holds
  remedy:
    Repair it.
    Then look again.
  open source s1 since 2026-03-01T09:00:00Z by jo@example.com
    Source s1 loses events

low a-holds: Title of a-holds
  remedy:
    Repair it.
    Then look again.
  pending source s1 since 2026-03-01T12:00:00Z
    wrong
  waived source s2 since 2026-03-01T11:50:00Z
    wrong

unknown:
  a-holds: timeout (s1)
  d-unknown: gap in source_settings: timeout

failed:
  c-fails: no such column: x

1 open violation (1 critical), 1 pending, 1 waived; 4 policies, 2 unknown, 1 failed
Not everything could be judged: there may be more.
)");
}

BOOST_AUTO_TEST_CASE(a_waiver_stands_with_what_it_waives_and_by_itself_when_it_needs_a_hand) {
  const std::string text = report_text(a_workspace_with_waivers());
  BOOST_TEST(text.find("  waived source s2 since 2026-03-01T11:50:00Z\n    wrong\n"
                       "    waiver: a-holds on source/s2: known\n") != std::string::npos, text);
  BOOST_TEST(text.find("\nwaivers:\n  expired: b-holds on source/s1 as 0123 (what it was bound to has changed)\n") !=
                 std::string::npos, text);
  BOOST_TEST(report_csv(a_workspace_with_waivers()).find(",a-holds on source/s2\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_calm_workspace_is_two_lines) {
  BOOST_TEST(report_text(a_calm_workspace()) == R"(Workspace acme (Acme Inc), judged at 2026-03-01T12:00:00Z

0 open violations, 0 pending, 0 waived; 2 policies, 0 unknown, 0 failed
)");
}

BOOST_AUTO_TEST_CASE(only_some_of_many_unknown_resources_are_named) {
  WorkspaceState state = a_calm_workspace();
  for (int i = 1; i <= 7; ++i) state.policies[0].unknown_resources["s" + std::to_string(i)] = "timeout";
  BOOST_TEST(report_text(state).find("a-holds: timeout (s1, s2, s3, s4, s5 and 2 more)\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(colours_come_only_when_asked_for) {
  BOOST_TEST(report_text(a_troubled_workspace()).find('\x1b') == std::string::npos);
  const std::string coloured = report_text(a_troubled_workspace(), {.colours = true});
  BOOST_TEST(coloured.find("\n\x1b[1;31mcritical\x1b[0m b-holds") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_names_are_made_visible_in_text) {
  WorkspaceState state = a_calm_workspace();
  state.workspace_name = state.problem = kHostile;
  state.violations = {tests::a_violation("b-holds", kHostile)};
  state.violations[0].message = state.violations[0].actor = kHostile;
  state.policies[0].unknown_resources[kHostile] = kHostile;
  const std::string text = report_text(state);
  for (const char c : {'\x1b', '\0'}) BOOST_TEST(text.find(c) == std::string::npos);
  BOOST_TEST(text.find("\xE2\x80\xAE") == std::string::npos);
  BOOST_TEST(text.find("    =<b>\"x\"</b>&'\\\\x1b[31m\\x0a\\u{202e}\xF0\x9F\x92\xA5\\x00y\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_csv_has_one_line_per_violation) {
  BOOST_TEST(
      report_csv(a_troubled_workspace()) ==
      "workspace,policy,severity,resource_kind,resource_id,resource_name,state,first_seen,message,evidence,actor,waiver"
      "\r\n"
      "acme,b-holds,critical,source,s1,Source s1,open,2026-03-01T09:00:00Z,Source s1 loses events,"
      "\"[{\"\"blocks\"\":\"\"track\"\",\"\"limit\"\":3}]\",jo@example.com,\r\n"
      "acme,a-holds,low,source,s1,Source s1,pending,2026-03-01T12:00:00Z,wrong,[],,\r\n"
      "acme,a-holds,low,source,s2,Source s2,waived,2026-03-01T11:50:00Z,wrong,[],,\r\n");
}

BOOST_AUTO_TEST_CASE(a_field_that_begins_like_a_formula_is_no_formula) {
  for (const std::string name : {"=1+1", "+1", "-1", "@sum", "\tx", "\rx"}) {
    WorkspaceState state = a_calm_workspace();
    state.violations = {tests::a_violation("p", "s1")};
    state.violations[0].resource_name = name;
    BOOST_TEST(report_csv(state).find(",s1,'") != std::string::npos, name);
  }
}

BOOST_AUTO_TEST_CASE(hostile_names_stay_in_their_csv_field) {
  WorkspaceState state = a_calm_workspace();
  state.violations = {tests::a_violation("p", "s1")};
  state.violations[0].resource_name = kHostile;
  state.violations[0].message = "a,b";
  state.violations[0].evidence = "[{\"x\":\"\xE2\x80\xAE\"}]";
  const std::string csv = report_csv(state);
  BOOST_TEST(std::ranges::count(csv, '\n') == 2);
  BOOST_TEST(csv.substr(csv.find('\n') + 1) ==
             "acme,p,high,source,s1,\"'=<b>\"\"x\"\"</b>&'\\\\x1b[31m\\x0a\\u{202e}\xF0\x9F\x92\xA5\\x00y\",open,"
             "2026-03-01T12:00:00Z,\"a,b\",\"[{\"\"x\"\":\"\"\\u202e\"\"}]\",,\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
