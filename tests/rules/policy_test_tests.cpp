#include "rules/policy_test.h"

#include <boost/test/unit_test.hpp>

#include "rules/policy_suite.h"
#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

Lines problems(const std::string& cases) {
  return lines(read_policy_tests("pack: own.yml\ncases:\n" + cases, "own.test.yml").problems);
}

// The differences that one case shows for a policy that finds sources which are off.
Lines differences(
    const std::string& rest,
    const std::string& query = "SELECT id AS resource_id, name AS resource_name FROM sources WHERE enabled = 0") {
  const PolicyTests tests =
      read_policy_tests("pack: own.yml\ncases:\n  - policy: p\n    name: n\n" + rest, "own.test.yml");
  BOOST_REQUIRE(lines(tests.problems) == Lines{});
  Policy policy = a_policy("p");
  policy.query = query;
  return run_policy_test(tests.cases.at(0), policy).differences;
}

const char* kTwoSources =
    "    given: {source: [{id: s1, name: Web, enabled: false}, {id: s2, name: App, enabled: true}]}\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_test_tests)

BOOST_AUTO_TEST_CASE(a_case_that_is_met_passes) {
  BOOST_TEST(differences(std::string(kTwoSources) + "    find: [s1]\n") == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(differences(std::string(kTwoSources) + "    find: [{resource: s1, message: Web is wrong}]\n") == Lines{},
             boost::test_tools::per_element());
  BOOST_TEST(differences("    find: []\n") == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_is_not_met_says_what_was_expected_and_what_was_found) {
  BOOST_TEST(differences(std::string(kTwoSources) + "    find: [s2]\n") ==
                 (Lines{"expected, but not found: s2", "found, but not expected: s1: Web is wrong\nevidence [{}]"}),
             boost::test_tools::per_element());
  BOOST_TEST(differences(std::string(kTwoSources) + "    find: [{resource: s1, message: Web is off}]\n") ==
                 (Lines{"another message about s1\nexpected Web is off\nfound    Web is wrong"}),
             boost::test_tools::per_element());
  BOOST_TEST(differences(std::string(kTwoSources) + "    find: [s1]\n    unknown: [s2]\n") ==
                 (Lines{"expected to be unknown, but judged: s2"}),
             boost::test_tools::per_element());
  BOOST_TEST(differences(std::string(kTwoSources) + "    unknown: all\n") ==
                 (Lines{"expected the whole policy to be unknown, but it was judged",
                        "found, but not expected: s1: Web is wrong\nevidence [{}]"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unexpected_gap_or_failure_is_told_with_its_reason) {
  BOOST_TEST(differences("    missing: [{kind: source, reason: timeout}]\n    find: []\n") ==
                 (Lines{"the whole policy is unknown: no complete look at source (timeout)"}),
             boost::test_tools::per_element());
  BOOST_TEST(differences("    find: []\n", "SELECT nam AS resource_id FROM sources") ==
                 (Lines{"the policy failed: no such column: nam"}),
             boost::test_tools::per_element());
  const std::string query = "SELECT s.id AS resource_id FROM sources s JOIN source_blocking b ON b.source_id = s.id";
  BOOST_TEST(
      differences(std::string(kTwoSources) + "    missing: [{kind: source_settings, parent: s1}]\n    find: []\n",
                  query) ==
          (Lines{"unknown, but not expected: s1: no complete look at source_settings of source s1 (unreachable)"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_resource_that_is_not_listed_any_more_is_gone_with_everything_under_it) {
  const std::string settings = "SELECT source_id AS resource_id FROM source_settings";
  const std::string given = "    given:\n      source: [{id: s1}, {id: s2}]\n      source_settings: {s1: {}, s2: {}}\n";
  BOOST_TEST(differences(given + "    find: [s1, s2]\n", settings) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(differences(given + "    then: [{after: 1h, given: {source: [{id: s2}]}}]\n    find: [s2]\n", settings) ==
                 Lines{},
             boost::test_tools::per_element());
  const std::string deleted = "SELECT resource_id FROM changes WHERE change = 'deleted' AND kind = 'source'";
  BOOST_TEST(
      differences(given + "    then: [{after: 1h, given: {source: [{id: s2}]}}]\n    find: [s1]\n", deleted) == Lines{},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(looks_happen_one_after_another_and_the_last_one_is_judged) {
  const std::string query =
      "SELECT kind AS resource_id FROM collections WHERE datetime('now') = '2026-03-01 14:30:00' AND kind = 'source'";
  BOOST_TEST(differences("    given: {source: []}\n    then: [{after: 2h}, {after: 30m}]\n    find: [source]\n",
                         query) == Lines{},
             boost::test_tools::per_element());
  BOOST_TEST(
      differences("    at: 2026-03-01T14:30:00Z\n    given: {source: []}\n    find: [source]\n", query) == Lines{},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(audit_events_only_ever_come_in_addition) {
  const std::string query = "SELECT id AS resource_id FROM audit_events";
  const std::string given = "    given: {audit_event: [{id: e1, timestamp: '2026-03-01T11:00:00Z'}]}\n";
  BOOST_TEST(differences(given + "    then: [{after: 1m, given: {audit_event: [{id: e2}]}}]\n    find: [e1, e2]\n",
                         query) == Lines{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_change_gets_its_actor_from_an_event_that_is_given_along_or_is_unattributed) {
  const std::string query = "SELECT resource_id, coalesce(actor, attribution, 'not yet') AS resource_name FROM changes";
  const std::string modified = std::string(kTwoSources) + "    then:\n      - after: 1h\n        given:\n"
                               "          source: [{id: s1, name: Web, enabled: true}, {id: s2, name: App, enabled: true}]\n";
  const std::string event = "          audit_event: [{id: e1, timestamp: \"2026-03-01T12:59:00Z\", actor: user/jo, resourceId: s1}]\n";
  const std::string silence = "      - {after: 16m, given: {audit_event: []}}\n";
  const auto says = [](const std::string& who) { return "    find: [{resource: s1, message: " + who + " is wrong}]\n"; };
  BOOST_TEST(differences(modified + event + says("user/jo"), query) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(differences(modified + says("not yet"), query) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(differences(modified + silence + says("unattributed"), query) == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_finding_may_be_expected_to_be_of_the_kind_that_its_row_names) {
  const PolicyTests tests = read_policy_tests(
      "pack: own.yml\ncases:\n  - policy: p\n    name: n\n" + std::string(kTwoSources) +
          "    then:\n      - {after: 1h, given: {source: [{id: s2, name: App, enabled: true}]}}\n"
          "    find: [{resource: s1, kind: group}]\n",
      "own.test.yml");
  Policy policy = a_policy("p");
  policy.type = PolicyType::event;
  policy.keep = 1h;
  for (const auto* kind : {"group", "source"}) {
    policy.query = "SELECT resource_id, resource_id AS resource_name, at, '" + std::string(kind) + "' AS resource_kind FROM changes";
    BOOST_TEST(run_policy_test(tests.cases.at(0), policy).passed() == (std::string(kind) == "group"));
  }
}

BOOST_AUTO_TEST_CASE(an_edge_of_two_parents_is_told_apart) {
  const std::string query = "SELECT tracking_plan_id AS resource_id FROM source_tracking_plans WHERE source_id = 's1'";
  BOOST_TEST(differences("    given:\n      tracking_plan: [{id: tp1}, {id: tp2}]\n"
                         "      tracking_plan_source: {tp1: [{id: s1}], tp2: [{id: s1}]}\n    find: [tp1, tp2]\n",
                         query) == Lines{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_nobody_has_looked_at_is_unknown) {
  BOOST_TEST(differences("    missing: [{kind: source, reason: not_yet_observed}]\n    unknown: all\n") == Lines{},
             boost::test_tools::per_element());
  BOOST_TEST(differences("    missing: [{kind: source, reason: not_available}]\n    unknown: all\n") == Lines{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_test_file_are_reported_at_once) {
  BOOST_TEST(problems(R"(  - polcy: p
    name: n
    at: noon
    given: {sorce: [], source: {}, source_settings: [], tracking_plan: [5, {name: x}, {id: a}, {id: a}]}
    missing: [{kind: source, parent: s1}, {kind: source_settings}, {parent: x}]
    then: [{given: {}}]
    find: [{resorce: s1}]
)") == (Lines{"own.test.yml:3:5: unknown key \"polcy\" (did you mean policy?)", "own.test.yml:3:5: policy: is missing",
              "own.test.yml:5:9: at: must be a time such as 2026-03-01T12:00:00Z (got \"noon\")",
              "own.test.yml:6:13: given: no kind is called \"sorce\" (did you mean source?)",
              "own.test.yml:6:32: given: source must be a list of documents",
              "own.test.yml:6:53: given: source_settings must be a mapping of parents' ids",
              "own.test.yml:6:73: given: a document of tracking_plan must be a mapping",
              "own.test.yml:6:76: given: a document of tracking_plan needs an id",
              "own.test.yml:6:96: given: tracking_plan \"a\" is given twice",
              "own.test.yml:7:15: missing: parent: source has no parent",
              "own.test.yml:7:43: missing: parent: is missing (the id of a source)",
              "own.test.yml:7:68: missing: kind: is missing", "own.test.yml:8:12: then: after: is missing",
              "own.test.yml:9:12: find: resource: is missing",
              "own.test.yml:9:13: find: unknown key \"resorce\" (did you mean resource?)"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems("  - {policy: p, name: n}\n") ==
                 (Lines{"own.test.yml:3:5: find: is missing (what must be found; [] for nothing)"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cases_must_fit_their_pack) {
  auto model = storage::QuerySession::empty();
  const PolicySuite suite = load_suite(
      BuiltinPack{"own.yml",
                  "pack: own\npolicies:\n  - {id: owners, title: t, severity: low, resource: source, message: m, "
                  "remediation: r, "
                  "parameters: {most: 1}, query: 'SELECT id AS resource_id FROM sources WHERE write_keys > :most'}\n"
                  "  - {id: untested, title: t, severity: low, resource: source, message: m, remediation: r, "
                  "query: 'SELECT id AS resource_id FROM sources'}\n",
                  "pack: own.yml\ncases:\n  - {policy: ownrs, name: a, find: []}\n"
                  "  - {policy: owners, name: b, find: [], parameters: {mots: 1}}\n"},
      model);
  BOOST_TEST(lines(suite.problems) ==
                 (Lines{"own.test.yml:3:14: policy: own.yml has no policy \"ownrs\" (did you mean owners?)",
                        "own.test.yml:4:14: parameters: the policy has no parameter \"mots\" (did you mean most?)"}),
             boost::test_tools::per_element());
  BOOST_TEST(suite.policies_without_a_case() == (Lines{"untested"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pack_and_its_tests_are_told_apart_by_name) {
  BOOST_TEST(test_file_of("own.yml") == "own.test.yml");
  BOOST_TEST(test_file_of("/a.b/own.yaml") == "/a.b/own.test.yaml");
  BOOST_TEST(test_file_of("own") == "own.test.yml");
  BOOST_TEST(test_file_of("own.test.yml") == "own.test.yml");
  BOOST_TEST(!is_test_file("test.yml"));
  BOOST_TEST(!is_test_file("/a.test/own.yml"));
}

BOOST_AUTO_TEST_SUITE_END()
