#include "rules/findings.h"

#include <boost/test/unit_test.hpp>

#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

storage::Value text(const std::string& value) { return value; }

Policy an_event_policy() {
  Policy policy = a_policy("it-happened");
  policy.type = PolicyType::event;
  policy.keep = 1h;
  return policy;
}

Judged judged(const Outcome& outcome) {
  BOOST_REQUIRE(std::holds_alternative<Judged>(outcome));
  return std::get<Judged>(outcome);
}

std::string reason(const Outcome& outcome) {
  BOOST_REQUIRE(std::holds_alternative<Failed>(outcome));
  return std::get<Failed>(outcome).reason;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(findings_tests)

BOOST_AUTO_TEST_CASE(several_rows_about_one_resource_are_one_finding_with_several_pieces_of_evidence) {
  const storage::Result result{{"resource_id", "resource_name", "what", "count"},
                               {{text("s2"), text("App"), text("a"), std::int64_t(1)},
                                {text("s1"), text("Web"), text("b"), 0.5},
                                {text("s2"), text("App"), text("c"), std::monostate{}}}};
  const Judged all = judged(findings_of(a_policy("p"), result, kNoon));
  BOOST_REQUIRE(all.findings.size() == 2u);
  BOOST_TEST((all.findings[0] == Finding{"s1", "Web", "Web is wrong", R"([{"what":"b","count":0.5}])"}));
  BOOST_TEST((all.findings[1] ==
              Finding{"s2", "App", "App is wrong", R"([{"what":"a","count":1},{"what":"c","count":null}])"}));
  BOOST_TEST(all.unknown.empty());
}

BOOST_AUTO_TEST_CASE(the_query_of_an_event_policy_may_name_kind_and_actor) {
  const storage::Result result{
      {"resource_id", "resource_name", "resource_kind", "at", "actor"},
      {{text("x"), text("X"), text("source"), text("2026-03-01T12:00:00Z"), text("user/jo")},
       {text("x"), text("Y"), text("group"), text("2026-03-01T12:00:00Z"), std::monostate{}}}};
  const Judged all = judged(findings_of(an_event_policy(), result, kNoon));
  BOOST_REQUIRE(all.findings.size() == 2u);
  BOOST_TEST((all.findings[0] ==
              Finding{"x", "Y", "Y is wrong", R"([{"at":"2026-03-01T12:00:00Z","actor":null}])", "group", ""}));
  BOOST_TEST((all.findings[1] ==
              Finding{"x", "X", "X is wrong", R"([{"at":"2026-03-01T12:00:00Z","actor":"user/jo"}])", "source", "user/jo"}));
}

BOOST_AUTO_TEST_CASE(to_a_policy_over_what_is_wrong_now_these_are_columns_like_others) {
  const storage::Result result{{"resource_id", "resource_name", "resource_kind", "actor"},
                               {{text("x"), text("X"), text("source"), text("user/jo")}}};
  const Judged all = judged(findings_of(a_policy("p"), result, kNoon));
  BOOST_TEST((all.findings[0] == Finding{"x", "X", "X is wrong", R"([{"resource_kind":"source","actor":"user/jo"}])"}));
}

BOOST_AUTO_TEST_CASE(a_resource_without_a_name_is_called_by_its_id) {
  const Judged all =
      judged(findings_of(a_policy("p"), {{"resource_id", "resource_name"}, {{text("s1"), std::monostate{}}}}, kNoon));
  BOOST_TEST(all.findings[0].resource_name == "s1");
  BOOST_TEST(judged(findings_of(a_policy("p"), {{"resource_id"}, {{text("s1")}}}, kNoon)).findings[0].resource_name ==
             "s1");
}

BOOST_AUTO_TEST_CASE(evidence_is_bounded_and_says_how_much_more_there_is) {
  storage::Result result{{"resource_id", "n"}, {}};
  for (std::int64_t i = 0; i < 25; ++i) result.rows.push_back({text("s1"), i});
  const std::string evidence = judged(findings_of(a_policy("p"), result, kNoon)).findings[0].evidence;
  BOOST_TEST(evidence.starts_with(R"([{"n":0},)"));
  BOOST_TEST(evidence.ends_with(R"({"n":19},{"more_rows":5}])"));
}

BOOST_AUTO_TEST_CASE(hostile_values_stay_data) {
  const std::string name("a\n\x1b[0m\"\xFF\0b", 9);
  const Judged all = judged(findings_of(
      a_policy("p"), {{"resource_id", "resource_name", "v"}, {{text("s1"), text(name), text(name)}}}, kNoon));
  BOOST_TEST(all.findings[0].resource_name == name);
  BOOST_TEST(all.findings[0].message == name + " is wrong");
  BOOST_TEST(all.findings[0].evidence == "[{\"v\":\"a\\n\\u001b[0m\\\"\xEF\xBF\xBD\\u0000\"}]");
}

BOOST_AUTO_TEST_CASE(a_row_without_a_resource_fails_the_policy) {
  const storage::Result result{{"resource_id"}, {{text("s1")}, {std::monostate{}}}};
  BOOST_TEST(reason(findings_of(a_policy("p"), result, kNoon)) == "row 2 has no resource_id");
}

BOOST_AUTO_TEST_CASE(a_row_that_says_unknown_is_no_finding_unless_another_row_is) {
  const storage::Result result{
      {"resource_id", "unknown"},
      {{text("s1"), text("who knows")}, {text("s2"), text("who knows")}, {text("s2"), std::monostate{}}}};
  const Judged all = judged(findings_of(a_policy("p"), result, kNoon));
  BOOST_TEST((all.unknown == std::map<std::string, std::string>{{"s1", "who knows"}}));
  BOOST_REQUIRE(all.findings.size() == 1u);
  BOOST_TEST(all.findings[0].resource_id == "s2");
  BOOST_TEST(all.findings[0].evidence == "[{}]");
}

BOOST_AUTO_TEST_CASE(events_expire_to_the_second) {
  const storage::Result result{
      {"resource_id", "at"},
      {{text("s1"), text("2026-03-01T11:00:00.000Z")}, {text("s2"), text("2026-03-01T10:59:59.999Z")}}};
  const Judged all = judged(findings_of(an_event_policy(), result, kNoon));
  BOOST_REQUIRE(all.findings.size() == 1u);
  BOOST_TEST(all.findings[0].resource_id == "s1");
  BOOST_TEST(all.findings[0].evidence == R"([{"at":"2026-03-01T11:00:00.000Z"}])");
}

BOOST_AUTO_TEST_CASE(an_event_without_a_time_fails_the_policy) {
  BOOST_TEST(reason(findings_of(an_event_policy(), {{"resource_id", "at"}, {{text("s1"), text("yesterday")}}},
                                kNoon)) == "row 1: the column at is no time: \"yesterday\"");
  BOOST_TEST(reason(findings_of(an_event_policy(), {{"resource_id", "at"}, {{text("s1"), std::monostate{}}}}, kNoon)) ==
             "row 1: the column at is no time: \"\"");
}

BOOST_AUTO_TEST_SUITE_END()
