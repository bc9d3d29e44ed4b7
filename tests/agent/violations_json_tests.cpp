#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "agent/violations_json.h"
#include "output_fixture.h"

namespace segaudit::agent {
namespace {

BOOST_AUTO_TEST_SUITE(violations_json_tests)

BOOST_AUTO_TEST_CASE(a_calm_workspace_is_complete) {
  BOOST_TEST(violations_json(a_calm_workspace()) == R"({
  "workspace": "acme",
  "evaluated_at": "2026-03-01T12:00:00Z",
  "complete": true,
  "violations": [],
  "unknown": [],
  "failed": [],
  "waivers": []
}
)");
}

BOOST_AUTO_TEST_CASE(everything_that_is_wrong_or_not_known_is_told) {
  BOOST_TEST(violations_json(a_troubled_workspace()) == R"({
  "workspace": "acme",
  "evaluated_at": "2026-03-01T12:00:00Z",
  "complete": false,
  "violations": [
    {
      "policy": "b-holds",
      "severity": "critical",
      "resource_kind": "source",
      "resource_id": "s1",
      "resource_name": "Source s1",
      "state": "open",
      "first_seen": "2026-03-01T09:00:00Z",
      "message": "Source s1 loses events",
      "evidence": [
        {
          "blocks": "track",
          "limit": 3
        }
      ],
      "actor": "jo@example.com",
      "waiver": null
    },
    {
      "policy": "a-holds",
      "severity": "low",
      "resource_kind": "source",
      "resource_id": "s1",
      "resource_name": "Source s1",
      "state": "pending",
      "first_seen": "2026-03-01T12:00:00Z",
      "message": "wrong",
      "evidence": [],
      "actor": null,
      "waiver": null
    },
    {
      "policy": "a-holds",
      "severity": "low",
      "resource_kind": "source",
      "resource_id": "s2",
      "resource_name": "Source s2",
      "state": "waived",
      "first_seen": "2026-03-01T11:50:00Z",
      "message": "wrong",
      "evidence": [],
      "actor": null,
      "waiver": null
    }
  ],
  "unknown": [
    {
      "policy": "a-holds",
      "reason": "timeout",
      "resource_ids": [
        "s1"
      ]
    },
    {
      "policy": "d-unknown",
      "reason": "gap in source_settings: timeout",
      "resource_ids": null
    }
  ],
  "failed": [
    {
      "policy": "c-fails",
      "reason": "no such column: x"
    }
  ],
  "waivers": []
}
)");
}

BOOST_AUTO_TEST_CASE(a_waived_violation_says_by_whom_and_how_long) {
  const auto json = nlohmann::json::parse(violations_json(a_workspace_with_waivers()));
  BOOST_TEST(json["violations"][2]["waiver"].dump() ==
             R"({"bound_to":null,"expires":"2026-04-01T00:00:00Z","name":"a-holds on source/s2","owner":"data-platform",)"
             R"("policy":"a-holds","reason":"known","resource":"source/s2"})");
  BOOST_TEST(json["violations"][0]["waiver"].is_null());
  BOOST_REQUIRE_EQUAL(json["waivers"].size(), 2u);
  BOOST_TEST(json["waivers"][1]["state"] == "expired");
  BOOST_TEST(json["waivers"][1]["ended_by"] == "change");
  BOOST_TEST(json["waivers"][1]["matches"] == 1);
}

BOOST_AUTO_TEST_CASE(the_hash_that_a_waiver_can_be_bound_to_stands_with_the_resource) {
  WorkspaceState state = a_troubled_workspace();
  state.resource_hashes = {{{"source", "s2"}, "abc"}};
  const auto json = nlohmann::json::parse(violations_json(state));
  BOOST_TEST(json["violations"][2]["resource_hash"] == "abc");
  BOOST_TEST(!json["violations"][0].contains("resource_hash"));
}

BOOST_AUTO_TEST_CASE(several_workspaces_come_as_a_list) {
  const std::vector<WorkspaceState> states = {a_calm_workspace("a"), a_troubled_workspace()};
  const auto json = nlohmann::ordered_json::parse(violations_json(states));
  BOOST_TEST(json.size() == 1u);
  BOOST_REQUIRE_EQUAL(json["workspaces"].size(), 2u);
  BOOST_TEST((json["workspaces"][0] == nlohmann::ordered_json::parse(violations_json(states[0]))));
  BOOST_TEST((json["workspaces"][1] == nlohmann::ordered_json::parse(violations_json(states[1]))));
  BOOST_TEST(violations_json(std::span<const WorkspaceState>()) == "{\n  \"workspaces\": []\n}\n");
}

BOOST_AUTO_TEST_CASE(a_policy_that_was_never_judged_is_unknown) {
  WorkspaceState state = a_calm_workspace();
  state.policies[0].evaluated = false;
  const auto json = nlohmann::json::parse(violations_json(state));
  BOOST_TEST(json["complete"] == false);
  BOOST_TEST(json["unknown"].dump() == R"([{"policy":"a-holds","reason":"not_yet_evaluated","resource_ids":null}])");
}

BOOST_AUTO_TEST_CASE(before_the_first_poll_nothing_is_complete) {
  WorkspaceState state = a_calm_workspace();
  state.ready = false;
  BOOST_TEST(nlohmann::json::parse(violations_json(state))["complete"] == false);
}

BOOST_AUTO_TEST_CASE(hostile_names_arrive_unchanged_and_control_no_terminal) {
  WorkspaceState state = a_troubled_workspace();
  state.violations[2].resource_name = kHostile;
  state.violations[2].evidence = nlohmann::json::array({{{"name", kHostile + "\xC2\x9B"}}}).dump();
  state.violations[2].message = "\xFF";
  const std::string text = violations_json(state);
  const auto violation = nlohmann::json::parse(text)["violations"][0];
  BOOST_TEST(violation["resource_name"].get<std::string>() == kHostile);
  BOOST_TEST(violation["evidence"][0]["name"].get<std::string>() == kHostile + "\xC2\x9B");
  BOOST_TEST(violation["message"].get<std::string>() == "\xEF\xBF\xBD");
  BOOST_TEST(text.find('\x1b') == std::string::npos);
  BOOST_TEST(text.find("\xE2\x80\xAE") == std::string::npos);
  BOOST_TEST(text.find("\xC2\x9B") == std::string::npos);
  BOOST_TEST(text.find("\xF0\x9F\x92\xA5") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
