#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "agent/command.h"
#include "agent/doctor/api_checks.h"
#include "agent/doctor/diagnosis.h"
#include "agent/doctor/machine_checks.h"
#include "rules/policy_set.h"
#include "tests/agent/http_fixture.h"
#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

struct Fixture : SimulatedWorkspace {
  AccessReport probe() { return AccessProbe(transport, clock).run({}); }

  static const FamilyAccess& family(const AccessReport& report, const std::string& kind) {
    for (const auto& family : report.families)
      if (family.kind->name == kind) return family;
    throw std::runtime_error("not asked for: " + kind);
  }
  static std::vector<UnjudgeablePolicy> unknown_after(const AccessReport& report) {
    auto model = storage::QuerySession::empty();
    const auto policies = rules::load_policies({}, model);
    return unjudgeable(policies.policies, report.families, model);
  }
};

// Answers every request alike.
class ConstantTransport final : public Transport {
 public:
  explicit ConstantTransport(int status, std::map<std::string, std::string> headers = {})
      : response_{status, std::move(headers), R"({"data":{"workspace":{"id":"w","name":"n","slug":"s"}}})"} {
    response_.headers.emplace("content-type", "application/json");
  }
  Response get(const Request&, std::chrono::steady_clock::time_point, std::stop_token) override { return response_; }

 private:
  Response response_;
};

WorkspaceConfig in_region(const std::string& region) {
  WorkspaceConfig workspace;
  workspace.name = "acme";
  workspace.region = region;
  workspace.rate_budget = 0.5;
  return workspace;
}

AccessReport opened() {
  AccessReport report;
  report.workspace_id = "w1";
  report.points_limit = 600;
  report.points_remaining = 599;
  return report;
}

Health health_of(const std::vector<Check>& checks, const std::string& subject) {
  for (const auto& check : checks)
    if (check.subject == subject) return check.health;
  throw std::runtime_error("nothing was said about " + subject);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(doctor_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_token_that_may_see_everything_leaves_no_policy_unknown) {
  const auto report = probe();
  BOOST_TEST(!report.failure.has_value());
  BOOST_TEST(!report.workspace_id.empty());
  for (const auto& family : report.families)
    BOOST_TEST((family.access == Access::answers || family.access == Access::empty), family.kind->name << ": " << family.detail);
  BOOST_TEST(unknown_after(report).empty());
}

BOOST_AUTO_TEST_CASE(every_kind_with_an_endpoint_of_its_own_is_asked_for_once) {
  std::size_t kinds = 0, parts = 0;
  for (const auto& kind : catalogue()) {
    if (kind.path.empty()) continue;
    ++kinds;
    parts += kind.parts.values.empty() ? 0 : kind.parts.values.size() - 1;
  }
  const auto report = probe();
  BOOST_TEST(report.families.size() == kinds);
  BOOST_TEST(report.requests == int(kinds + parts));
  BOOST_TEST(transport.requests() == report.requests);
}

BOOST_AUTO_TEST_CASE(a_refused_family_names_the_policies_that_would_be_unknown) {
  fault("listTrackingPlans", 403);
  const auto report = probe();
  BOOST_TEST((family(report, "tracking_plan").access == Access::refused));
  BOOST_TEST((family(report, "tracking_plan_rule").access == Access::not_asked));
  BOOST_TEST(family(report, "tracking_plan_rule").detail == "no tracking_plan was seen that it could be asked about");
  const auto unknown = unknown_after(report);
  BOOST_REQUIRE(!unknown.empty());
  for (const auto& policy : unknown)
    BOOST_TEST((std::find(policy.kinds.begin(), policy.kinds.end(), "tracking_plan") != policy.kinds.end()), policy.id);
}

BOOST_AUTO_TEST_CASE(what_hangs_under_a_refused_list_or_comes_inside_of_it_is_hidden_too) {
  const auto kinds_missing_for = [](const std::vector<std::string>& refused, const std::string& query) {
    std::vector<FamilyAccess> families;
    for (const auto& kind : refused) families.push_back({&kind_named(kind), Access::refused, ""});
    rules::Policy policy;
    policy.id = "p";
    policy.query = query;
    auto model = storage::QuerySession::empty();
    const auto unknown = unjudgeable(std::vector{policy}, families, model);
    return unknown.empty() ? std::vector<std::string>() : unknown[0].kinds;
  };
  const std::vector<std::string> nothing, users = {"user"}, destinations = {"destination"};
  BOOST_TEST(kinds_missing_for({"user"}, "SELECT user_id AS resource_id FROM user_permissions") == users);
  BOOST_TEST(kinds_missing_for({"destination"}, "SELECT id AS resource_id FROM destination_metadata") == destinations);
  BOOST_TEST(kinds_missing_for({"user", "group"}, "SELECT id AS resource_id FROM destinations") == nothing);
}

BOOST_AUTO_TEST_CASE(a_refused_child_is_found_with_the_first_parent) {
  fault("listSchemaSettingsInSource", 401);
  const auto report = probe();
  BOOST_TEST((family(report, "source").access == Access::answers));
  BOOST_TEST((family(report, "source_settings").access == Access::refused));
  BOOST_TEST(!unknown_after(report).empty());
}

BOOST_AUTO_TEST_CASE(an_answer_that_lacks_what_it_is_asked_for_is_a_refusal) {
  simulator::FaultRule rule;
  rule.endpoint = "getUser";
  rule.status = 200;
  rule.content_type = "application/json";
  rule.body = R"({"data":{"user":{"id":"u1","name":"Ada","email":"ada@acme.example"}}})";
  simulator.faults().add(rule);
  const auto report = probe();
  BOOST_TEST((family(report, "user").access == Access::answers));
  BOOST_TEST((family(report, "user_permissions").access == Access::refused));
  BOOST_TEST(!unknown_after(report).empty());
}

BOOST_AUTO_TEST_CASE(a_server_error_is_no_refusal_and_still_leaves_policies_unknown) {
  fault("listDestinations", 500);
  const auto report = probe();
  BOOST_TEST((family(report, "destination").access == Access::failed));
  BOOST_TEST(!unknown_after(report).empty());
}

BOOST_AUTO_TEST_CASE(without_the_workspace_nothing_else_is_asked) {
  fault("getWorkspace", 401);
  const auto report = probe();
  BOOST_TEST((report.failure == Failure::not_permitted));
  BOOST_TEST(report.families.empty());
  BOOST_TEST(transport.requests() == 1);
  const auto checks = api_checks(report, in_region("us"));
  BOOST_TEST((health_of(checks, "token") == Health::problem));
  BOOST_TEST(!checks[0].remedy.empty());
}

BOOST_AUTO_TEST_CASE(a_token_of_the_other_region_is_told_apart_from_a_dead_one) {
  const auto answering = [](int status) {
    return [status](const std::string& url) {
      BOOST_TEST(url == "https://eu1.api.segmentapis.com");
      return std::make_unique<ConstantTransport>(status);
    };
  };
  BOOST_TEST(region_that_answers(in_region("us"), clock, answering(200)) == "eu");
  BOOST_TEST(region_that_answers(in_region("us"), clock, answering(401)) == "");
}

BOOST_AUTO_TEST_CASE(with_an_api_url_of_its_own_no_other_host_gets_the_token) {
  const auto nobody = [](const std::string& url) -> std::unique_ptr<Transport> {
    BOOST_ERROR("was sent to " << url);
    return nullptr;
  };
  BOOST_TEST(region_that_answers(in_region(""), clock, nobody) == "");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_off_is_a_warning_and_far_off_a_problem) {
  const auto health_with = [](int seconds) {
    auto report = opened();
    report.clock_ahead = std::chrono::seconds(seconds);
    return health_of(api_checks(report, in_region("us")), "clock");
  };
  BOOST_TEST((health_with(1) == Health::ok));
  BOOST_TEST((health_with(-31) == Health::warning));
  BOOST_TEST((health_with(301) == Health::problem));
}

BOOST_AUTO_TEST_CASE(the_clock_is_compared_with_the_answer_s_date) {
  ConstantTransport ahead(200, {{"date", "Sun, 01 Mar 2026 11:58:00 GMT"}});
  BOOST_TEST((AccessProbe(ahead, clock).run({}).clock_ahead == std::chrono::seconds(120)));
  ConstantTransport silent(200, {{"date", "yesterday"}});
  BOOST_TEST(!AccessProbe(silent, clock).run({}).clock_ahead.has_value());
}

BOOST_AUTO_TEST_CASE(others_that_use_up_the_limit_are_a_warning) {
  auto report = opened();
  BOOST_TEST((health_of(api_checks(report, in_region("us")), "rate limit") == Health::ok));
  report.points_remaining = 200;
  BOOST_TEST((health_of(api_checks(report, in_region("us")), "rate limit") == Health::warning));
  report.points_limit.reset();
  BOOST_TEST((health_of(api_checks(report, in_region("us")), "rate limit") == Health::warning));
}

BOOST_AUTO_TEST_CASE(a_missing_directory_and_a_file_that_is_no_database_are_problems) {
  BOOST_TEST((disk_check(directory / "nowhere").health == Health::problem));
  BOOST_TEST((disk_check(directory.path()).health != Health::problem));
  std::ofstream(directory / "odd.db") << "this is no database, and long enough to be looked at as one";
  BOOST_TEST((database_check(directory / "odd.db", "").health == Health::problem));
  BOOST_TEST((database_check(directory / "none.db", "").health == Health::ok));
}

BOOST_AUTO_TEST_CASE(a_database_of_another_workspace_is_a_problem) {
  store.bind_workspace("w1");
  BOOST_TEST((database_check(directory / "acme.db", "w1").health == Health::ok));
  BOOST_TEST((database_check(directory / "acme.db", "").health == Health::ok));
  const auto check = database_check(directory / "acme.db", "w2");
  BOOST_TEST((check.health == Health::problem));
  BOOST_TEST(check.text.find("w2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_listen_address_is_free_the_agent_s_or_somebody_else_s) {
  const auto answering = [](const std::string& body) {
    return [body](Peer& peer) {
      peer.read_request();
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    };
  };
  const HttpFixture other(answering("<html>")), agent(answering("healthy\n"));
  BOOST_TEST((listen_check({"127.0.0.1", agent.port()}).health == Health::ok));
  BOOST_TEST((listen_check({"127.0.0.1", other.port()}).health == Health::problem));
  const std::uint16_t free_port = HttpFixture(answering("")).port();
  const auto check = listen_check({"127.0.0.1", free_port});
  BOOST_TEST((check.health == Health::ok), check.text);
  BOOST_TEST(check.text.find("only programs on this machine") != std::string::npos);
  BOOST_TEST((listen_check({"192.0.2.1", 9847}).health == Health::problem));
}

BOOST_AUTO_TEST_CASE(the_text_names_each_hidden_family_once_with_its_policies) {
  fault("listTrackingPlans", 403);
  Diagnosis diagnosis{"acme", {{"token", Health::ok, "opens", ""}}, probe().families, {}, 14};
  auto report = probe();
  diagnosis.unjudgeable = unknown_after(report);
  const std::string text = diagnosis_text(diagnosis);
  BOOST_TEST(text.find("GET /tracking-plans is refused: ") != std::string::npos);
  BOOST_TEST(text.find("remedy: give the token's role read access") != std::string::npos);
  BOOST_TEST(!diagnosis.has_problem());
  const auto json = nlohmann::json::parse(diagnosis_json(diagnosis));
  BOOST_TEST(json["unknown"].size() == diagnosis.unjudgeable.size());
  BOOST_TEST(json["families"].size() == diagnosis.families.size());
}

BOOST_AUTO_TEST_CASE(an_unreadable_token_is_a_finding_among_the_others) {
  std::ofstream(directory / "c.yml") << "workspaces:\n  - name: acme\n    token_file: " << (directory / "none").string()
                                     << "\n    api_url: http://127.0.0.1:9\nstorage: {directory: "
                                     << directory.path().string() << "}\nweb: {listen: \"127.0.0.1:0\"}\n";
  std::ostringstream out, err;
  BOOST_TEST(command_line({"doctor", "--config", (directory / "c.yml").string()}, {out, err}) == kFound);
  BOOST_TEST(out.str().find("problem  token") != std::string::npos);
  BOOST_TEST(out.str().find("disk") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
