#include "agent/reload_changes.h"

#include <boost/test/unit_test.hpp>

using namespace segaudit;
using namespace segaudit::agent;

namespace {

rules::Policy a_policy(const std::string& id, const std::string& query = "SELECT 1") {
  rules::Policy policy;
  policy.id = id;
  policy.query = query;
  policy.pack = "own";
  return policy;
}

Rulebook a_book(std::vector<rules::Policy> policies, const std::string& sha256) {
  Rulebook book;
  book.policies.packs = {{"own", "/etc/own.yml", sha256, policies}};
  book.policies.policies = std::move(policies);
  return book;
}

rules::Waiver a_waiver(const std::string& policy, const std::string& reason) {
  rules::Waiver waiver;
  waiver.policy = policy;
  waiver.resource = "*";
  waiver.until = "2026-12-31";
  waiver.owner = "us";
  waiver.reason = reason;
  return waiver;
}

std::vector<std::string> lines(const std::vector<ReloadChange>& changes) {
  std::vector<std::string> all;
  for (const auto& change : changes) {
    std::string line = change.what + ":";
    for (const auto& field : change.fields)
      if (const auto* text = std::get_if<std::string>(&field.value)) line += " " + *text;
    all.push_back(line);
  }
  return all;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(reload_changes_tests)

BOOST_AUTO_TEST_CASE(nothing_new_is_no_change) {
  const Rulebook book = a_book({a_policy("p")}, "aa");
  BOOST_TEST(lines(reload_changes({}, book, {}, book)).empty());
}

BOOST_AUTO_TEST_CASE(packs_policies_parameters_and_waivers_are_named) {
  Rulebook before = a_book({a_policy("gone"), a_policy("other"), a_policy("same")}, "aa");
  Rulebook after = a_book({a_policy("other", "SELECT 2"), a_policy("same"), a_policy("new")}, "bb");
  after.policies.policies[1].line = 99;  // moved within its file
  before.parameters = {{"same", {{"days", std::int64_t(1)}}}};
  after.parameters = {{"same", {{"days", std::int64_t(2)}}}};
  before.waivers.waivers = {a_waiver("gone", "x"), a_waiver("same", "x")};
  after.waivers.waivers = {a_waiver("same", "y"), a_waiver("new", "x")};
  after.environments.label = "stage";
  BOOST_TEST(lines(reload_changes({}, before, {}, after)) ==
                 (Lines{"pack changed: own /etc/own.yml bb", "policy removed: gone own", "policy added: new own",
                        "policy changed: other own", "parameters changed: same",
                        "waiver removed: gone on *, until 2026-12-31, by us",
                        "waiver added: new on *, until 2026-12-31, by us",
                        "waiver changed: same on *, until 2026-12-31, by us", "environments changed:"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(workspaces_are_named) {
  Config before, after;
  before.workspaces.resize(2);
  before.workspaces[0].name = "acme";
  before.workspaces[1].name = "globex";
  after.workspaces = {before.workspaces[1]};
  after.workspaces[0].rate_budget = 0.1;
  BOOST_TEST(
      lines(reload_changes(before, {}, after, {})) == (Lines{"workspace removed: acme", "workspace changed: globex"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
