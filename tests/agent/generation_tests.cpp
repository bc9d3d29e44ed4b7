#include "agent/generation.h"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

#include "agent/command.h"
#include "agent/token.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

// Workspaces whose API is not there: what matters is who goes on and who is opened anew.
struct Fixture {
  TemporaryDirectory directory;
  SystemClock clock;
  Log log{{}, clock, [](std::string_view) {}};
  LiveMetrics metrics{"test"};
  SharedRulebook rules = std::make_shared<const Rulebook>();
  Config config = a_config({"acme", "globex"});
  std::unique_ptr<Generation> generation;

  Fixture() {
    write_token("a-token");
    generation = std::make_unique<Generation>(config, rules, clock, log, metrics);
    generation->start([](const WorkspaceState&) {});
  }

  void write_token(const std::string& token) {
    std::ofstream(directory / "token") << token;
    std::filesystem::permissions(directory / "token",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  Config a_config(const std::vector<std::string>& names) const {
    Config made;
    made.storage_directory = directory.path();
    for (const auto& name : names) {
      WorkspaceConfig workspace;
      workspace.name = name;
      workspace.token = {TokenSource::Kind::file, (directory / "token").string()};
      workspace.api_url = "http://127.0.0.1:1";
      made.workspaces.push_back(workspace);
    }
    return made;
  }
  // Names of the workspaces that were opened by the last change.
  std::vector<std::string> opened() const {
    std::vector<std::string> names;
    for (const auto& state : generation->first_states())
      if (state) names.push_back(state->name);
    return names;
  }
  std::vector<std::string> change(Config next) {
    generation->change_to(std::move(next), std::make_shared<const Rulebook>());
    auto names = opened();
    generation->start([](const WorkspaceState&) {});
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(generation_tests, Fixture)

BOOST_AUTO_TEST_CASE(new_rules_and_a_new_token_interrupt_nobody) {
  BOOST_TEST(opened() == Names{}, boost::test_tools::per_element());
  write_token("another-token");
  BOOST_TEST(change(config) == Names{}, boost::test_tools::per_element());
  Config elsewhere = config;
  std::filesystem::copy_file(directory / "token", directory / "token2");
  elsewhere.workspaces[0].token.name = (directory / "token2").string();
  BOOST_TEST(change(elsewhere) == Names{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_the_workspace_whose_own_configuration_changed_is_opened_anew) {
  Config next = config;
  next.workspaces[1].schedule.sweep = std::chrono::hours(1);
  BOOST_TEST(change(next) == Names{"globex"}, boost::test_tools::per_element());
  next.readable_settings = {"anything"};  // how documents are read concerns all
  BOOST_TEST(change(next) == (Names{"acme", "globex"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(workspaces_come_go_and_change_places) {
  BOOST_TEST(change(a_config({"initech", "globex"})) == Names{"initech"}, boost::test_tools::per_element());
  BOOST_TEST(generation->first_states().size() == 2u);
  BOOST_TEST(change(a_config({"globex", "initech"})) == Names{}, boost::test_tools::per_element());
  BOOST_TEST(change(a_config({"acme"})) == Names{"acme"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_change_that_fails_leaves_everything_as_it_was) {
  Config next = a_config({"acme", "globex", "initech"});
  next.workspaces[0].schedule.sweep = std::chrono::hours(1);
  std::ofstream(directory / "initech.db")
      << "this is no database, but long enough to be looked at as one: " << std::string(600, 'x');
  BOOST_CHECK_THROW(change(next), storage::StorageError);
  BOOST_TEST(generation->config().workspaces.size() == 2u);
  BOOST_TEST(opened() == Names{}, boost::test_tools::per_element());

  next.workspaces[2].token.name = (directory / "nowhere").string();
  BOOST_CHECK_THROW(change(next), TokenError);
  BOOST_TEST(opened() == Names{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_workspace_that_had_to_end_for_a_failed_change_works_again) {
  Config next = config;
  next.workspaces[0].schedule.sweep = std::chrono::hours(1);
  next.workspaces[1].ca_file = (directory / "no-such-authority.pem").string();
  next.workspaces[1].api_url = "https://127.0.0.1:1";
  BOOST_CHECK_THROW(change(next), std::exception);
  BOOST_TEST(generation->config().workspaces[0].schedule.sweep.count() == config.workspaces[0].schedule.sweep.count());
  // It holds the lock on its database again.
  BOOST_CHECK_THROW(Generation(config, rules, clock, log, metrics), storage::StorageError);
  BOOST_TEST(change(config) == Names{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_token_of_the_environment_survives_a_reload_although_it_is_gone_from_there) {
  ::setenv("SEGAUDIT_TEST_GENERATION", "a-token", 1);
  Config from_environment = a_config({"initech", "hooli"});
  for (auto& workspace : from_environment.workspaces)
    workspace.token = {TokenSource::Kind::environment, "SEGAUDIT_TEST_GENERATION"};
  Generation other(from_environment, rules, clock, log, metrics);
  BOOST_TEST((std::getenv("SEGAUDIT_TEST_GENERATION") == nullptr));
  from_environment.workspaces[0].schedule.sweep = std::chrono::hours(1);  // opened anew
  from_environment.workspaces.push_back(from_environment.workspaces[1]);
  from_environment.workspaces[2].name = "umbrella";
  BOOST_CHECK_NO_THROW(other.change_to(from_environment, rules));
}

BOOST_AUTO_TEST_CASE(another_way_of_storing_people_concerns_all_workspaces) {
  Config next = config;
  next.people = People::pseudonym;
  BOOST_TEST(change(next) == (Names{"acme", "globex"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
