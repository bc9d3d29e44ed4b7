#include "rules/evaluator.h"

#include <boost/test/unit_test.hpp>

#include "rules/temporary_directory.h"
#include "storage/store.h"
#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

Policy a_query(const std::string& id, const std::string& query) {
  Policy policy = a_policy(id);
  policy.query = query;
  return policy;
}

// A workspace with two sources, of which one has settings that nobody has seen yet.
struct Workspace {
  TemporaryDirectory directory;
  storage::Store store{directory.path() / "test.db", "key"};
  storage::QuerySession session{directory.path() / "test.db"};

  Workspace() {
    storage::Batch batch;
    batch.observations.push_back(
        {{"source", ""},
         storage::Look::whole,
         {{"s1", R"({"id":"s1","name":"Web","enabled":false})"}, {"s2", R"({"id":"s2","name":"App","enabled":false})"}},
         {}});
    batch.observations.push_back({{"source_settings", "s1"}, storage::Look::whole, {{"s1", "{}"}}, {}});
    store.record(batch, kNoon);
  }

  std::vector<Evaluation> evaluate(const std::vector<Policy>& policies, const ParameterOverrides& overrides = {},
                                   storage::Time now = kNoon) {
    Evaluator evaluator(policies, overrides, session);
    session.begin(now);
    auto evaluations = evaluator.evaluate_all(now);
    session.end();
    return evaluations;
  }

  // What one policy says, as text.
  std::string says(const Policy& policy, const ParameterOverrides& overrides = {}, storage::Time now = kNoon) {
    const Outcome outcome = evaluate({policy}, overrides, now).front().outcome;
    if (const auto* failed = std::get_if<Failed>(&outcome)) return "failed: " + failed->reason;
    if (const auto* unknown = std::get_if<Unknown>(&outcome)) return "unknown: " + unknown->reason;
    std::string text = "found:";
    for (const auto& finding : std::get<Judged>(outcome).findings) text += " " + finding.resource_id;
    for (const auto& [id, reason] : std::get<Judged>(outcome).unknown) text += "; " + id + " unknown: " + reason;
    return text;
  }
};

Lines ids_of(const std::vector<const Policy*>& policies) {
  Lines ids;
  for (const auto* policy : policies) ids.push_back(policy->id);
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluator_tests)

BOOST_FIXTURE_TEST_CASE(rows_become_findings_with_message_and_evidence, Workspace) {
  const Policy policy = a_query("p", "SELECT id AS resource_id, name AS resource_name, enabled FROM sources");
  const std::vector<Evaluation> evaluations = evaluate({policy});
  BOOST_REQUIRE(evaluations.size() == 1u);
  const auto& judged = std::get<Judged>(evaluations[0].outcome);
  BOOST_REQUIRE(judged.findings.size() == 2u);
  BOOST_TEST((judged.findings[0] == Finding{"s1", "Web", "Web is wrong", R"([{"enabled":0}])"}));
  BOOST_TEST(evaluations[0].duration.count() > 0);
}

BOOST_FIXTURE_TEST_CASE(a_resource_under_a_gap_is_unknown_and_the_others_are_judged, Workspace) {
  const Policy policy =
      a_query("p", "SELECT s.id AS resource_id FROM sources s LEFT JOIN source_settings c ON c.source_id = s.id");
  BOOST_TEST(says(policy) ==
             "found: s1; s2 unknown: no complete look at source_settings of source s2 (not_yet_observed)");
}

BOOST_FIXTURE_TEST_CASE(a_policy_that_reads_an_unseen_list_is_unknown_and_says_nothing_about_its_findings, Workspace) {
  const Policy policy =
      a_query("p", "SELECT s.id AS resource_id FROM sources s LEFT JOIN destinations d ON d.source_id = s.id");
  BOOST_TEST(says(policy) == "unknown: no complete look at destination (not_yet_observed)");
}

BOOST_FIXTURE_TEST_CASE(what_the_plan_does_not_offer_is_unknown_too, Workspace) {
  storage::Batch batch;
  batch.misses.push_back({{"destination", ""}, "not_permitted", "403", false, true});
  store.record(batch, kNoon);
  BOOST_TEST(says(a_query("p", "SELECT id AS resource_id FROM destinations")) ==
             "unknown: no complete look at destination (not_available)");
}

BOOST_FIXTURE_TEST_CASE(an_event_policy_is_judged_in_spite_of_gaps, Workspace) {
  Policy policy =
      a_query("p", "SELECT d.id AS resource_id, c.at AS at FROM changes c JOIN destinations d ON d.id = c.resource_id");
  policy.type = PolicyType::event;
  policy.keep = 1h;
  BOOST_TEST(says(policy) == "found:");
}

BOOST_FIXTURE_TEST_CASE(a_query_that_cannot_be_compiled_or_breaks_a_limit_fails_alone, Workspace) {
  const std::vector<Policy> policies = {a_query("typo", "SELECT ide AS resource_id FROM sources"),
                                        a_query("many",
                                                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
                                                "20000) SELECT s.id AS resource_id FROM sources s, n"),
                                        a_query("good", "SELECT id AS resource_id FROM sources")};
  const auto evaluations = evaluate(policies);
  BOOST_REQUIRE(evaluations.size() == 3u);
  BOOST_TEST((evaluations[0].outcome == Outcome(Failed{"no such column: ide"})));
  BOOST_TEST((evaluations[1].outcome == Outcome(Failed{"the query returned more than 10000 rows"})));
  BOOST_TEST(std::holds_alternative<Judged>(evaluations[2].outcome));
}

BOOST_FIXTURE_TEST_CASE(now_is_the_time_of_the_evaluation, Workspace) {
  const Policy policy =
      a_query("p", "SELECT id AS resource_id FROM sources WHERE datetime('now') = '2026-03-02 12:00:00'");
  BOOST_TEST(says(policy, {}, kNoon + 24h) == "found: s1 s2");
  BOOST_TEST(says(policy, {}, kNoon) == "found:");
}

BOOST_FIXTURE_TEST_CASE(parameters_have_defaults_that_can_be_overridden, Workspace) {
  Policy policy =
      a_query("p", "SELECT id AS resource_id FROM sources WHERE id IN (SELECT value FROM json_each(:ids)) AND :on");
  policy.parameters = {{"ids", std::string(R"(["s1"])")}, {"on", std::int64_t(1)}};
  BOOST_TEST(says(policy) == "found: s1");
  BOOST_TEST(says(policy, {{"p", {{"ids", std::string(R"(["s2"])")}}}}) == "found: s2");
  BOOST_TEST(says(policy, {{"other", {{"on", std::int64_t(0)}}}}) == "found: s1");
}

BOOST_FIXTURE_TEST_CASE(policies_are_due_when_what_they_read_changed_or_time_matters, Workspace) {
  Policy event = a_query("event", "SELECT resource_id, '2026-01-01' AS at FROM audit_events");
  event.type = PolicyType::event;
  const std::vector<Policy> policies = {
      a_query("sources", "SELECT id AS resource_id FROM sources"),
      a_query("settings", "SELECT source_id AS resource_id FROM source_blocking"),
      a_query("changes", "SELECT resource_id FROM changes"),
      a_query("clock", "SELECT id AS resource_id FROM workspace WHERE date('now') > '2026'"),
      a_query("looks", "SELECT kind AS resource_id FROM collections"),
      a_query("broken", "SELECT"),
      event};
  const Evaluator evaluator(policies, {}, session);
  BOOST_TEST(ids_of(evaluator.due({"source"})) == (Lines{"sources", "changes", "clock", "looks", "broken", "event"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      ids_of(evaluator.due({"source_settings"})) == (Lines{"settings", "changes", "clock", "looks", "broken", "event"}),
      boost::test_tools::per_element());
  for (const auto& id : ids_of(evaluator.due({}))) BOOST_TEST((id != "sources" && id != "settings"), id);
}

BOOST_FIXTURE_TEST_CASE(only_the_policies_asked_for_are_evaluated, Workspace) {
  const std::vector<Policy> policies = {a_query("a", "SELECT id AS resource_id FROM sources"),
                                        a_query("b", "SELECT id AS resource_id FROM sources")};
  Evaluator evaluator(policies, {}, session);
  session.begin(kNoon);
  const std::vector<const Policy*> wanted = {&policies[1]};
  const auto evaluations = evaluator.evaluate(wanted, kNoon);
  session.end();
  BOOST_REQUIRE(evaluations.size() == 1u);
  BOOST_TEST(evaluations[0].policy->id == "b");
}

BOOST_AUTO_TEST_SUITE_END()
