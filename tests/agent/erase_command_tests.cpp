#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <sstream>

#include "agent/command.h"
#include "agent/database_lock.h"
#include "storage/verify.h"
#include "tests/agent/watched_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

constexpr const char* kMei = "mei.tanaka@acme.example";
constexpr const char* kMeisId = "5rTgZk1pQwFj";

// A workspace that an agent has watched, and the command that comes when the agent has ended.
struct Fixture : WatchedWorkspace {
  std::ostringstream out, err;

  Fixture() {
    write_config("clear");
    watch();
  }
  void write_config(const std::string& people) {
    config.people = people == "clear" ? agent::People::clear : agent::People::pseudonym;
    std::ofstream(directory / "c.yml") << "workspaces: [{name: acme, token_file: /t, region: us}]\nstorage: {directory: "
                                       << directory.path().string() << "}\nredaction: {people: " << people << "}\n";
  }
  // Long enough for one sweep more; returns what changed in the workspace meanwhile.
  std::map<std::pair<std::string, std::string>, std::int64_t> watch() {
    clock.advance(std::chrono::hours(7));
    open();
    settle();
    const auto state = settle();
    workspace.reset();
    BOOST_REQUIRE(state.ready);
    return state.change_totals;
  }
  int erase(std::vector<std::string> words) {
    out.str("");
    err.str("");
    words.insert(words.begin(), {"erase", "--config", (directory / "c.yml").string()});
    return agent::command_line(words, {out, err});
  }
  bool is_stored(const std::string& text) const {
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(stream), {});
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
  std::string query(const std::string& sql) const {
    storage::QuerySession session(database);
    session.begin(clock.now());
    const auto result = session.run(sql);
    return result.rows.empty() ? "nothing" : storage::to_text(result.rows[0][0]);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(erase_command_tests, Fixture)

BOOST_AUTO_TEST_CASE(somebody_who_left_is_forgotten_and_the_log_verifies) {
  simulator.workspace().remove({"user", "", kMeisId});
  clock.advance(1min);
  watch();
  BOOST_REQUIRE(is_stored(kMei));
  BOOST_TEST(erase({"--subject", kMei, "--dry-run"}) == agent::kDone);
  BOOST_TEST(out.str().find("would erase the contents of ") != std::string::npos, out.str());
  BOOST_REQUIRE(is_stored(kMei));
  BOOST_TEST(erase({"--subject", kMei}) == agent::kDone, err.str());
  BOOST_TEST(out.str().find("erased the contents of ") != std::string::npos, out.str());
  for (const char* trace : {kMei, "Mei Tanaka", "mei.tanaka", "Mei.Tanaka"}) BOOST_TEST(!is_stored(trace), trace);
  const auto report = storage::verify(database);
  BOOST_TEST(report.valid());
  BOOST_TEST(report.erased > 0);
  BOOST_TEST(erase({"--subject", kMei}) == agent::kDone);
  BOOST_TEST(out.str().find("nothing about this person is stored; every free page was overwritten") != std::string::npos, out.str());
}

BOOST_AUTO_TEST_CASE(the_agent_goes_on_afterwards_and_reads_nothing_of_it_again) {
  simulator.workspace().remove({"user", "", kMeisId});
  clock.advance(1min);
  const auto before = watch();
  BOOST_TEST(erase({"--subject", kMeisId}) == agent::kDone, err.str());
  BOOST_TEST((watch() == before));
  BOOST_TEST(!is_stored(kMei));
  BOOST_TEST(storage::verify(database).valid());
}

BOOST_AUTO_TEST_CASE(somebody_who_is_there_is_refused_with_what_to_do) {
  BOOST_TEST(erase({"--subject", "Mei.Tanaka@ACME.example"}) == agent::kFound);
  BOOST_TEST(err.str().find("still there: user 5rTgZk1pQwFj") != std::string::npos, err.str());
  BOOST_TEST(err.str().find("Remove the person in Segment") != std::string::npos, err.str());
  BOOST_TEST(is_stored(kMei));
}

BOOST_AUTO_TEST_CASE(somebody_who_is_there_may_be_erased_all_the_same_and_comes_back_without_a_change) {
  const auto before = watch();
  BOOST_TEST(erase({"--subject", kMei, "--even-if-present"}) == agent::kDone, err.str());
  BOOST_TEST(!is_stored(kMei));
  BOOST_TEST((watch() == before));
  BOOST_TEST(query("SELECT email FROM users WHERE id = '5rTgZk1pQwFj'") == kMei);
}

BOOST_AUTO_TEST_CASE(with_pseudonyms_what_was_in_clear_goes_and_the_person_stays) {
  const auto before = watch();
  write_config("pseudonym");
  BOOST_TEST(erase({"--subject", kMei}) == agent::kFound);
  BOOST_TEST(err.str().find("let the agent finish a sweep first") != std::string::npos, err.str());
  BOOST_TEST((watch() == before));
  BOOST_TEST(query("SELECT count(*) FROM users WHERE email NOT LIKE 'person:%' OR name NOT LIKE 'person:%'") == "0");
  BOOST_TEST(query("SELECT email_domain FROM users WHERE id = '5rTgZk1pQwFj'") == "acme.example");
  BOOST_TEST(query("SELECT count(*) FROM changes") == query("SELECT count(*) FROM changes WHERE change <> 'modified'"));
  BOOST_TEST(is_stored(kMei));
  BOOST_TEST(erase({"--subject", kMei}) == agent::kDone, err.str());
  for (const char* trace : {kMei, "Mei Tanaka"}) BOOST_TEST(!is_stored(trace), trace);
  BOOST_TEST(query("SELECT email LIKE 'person:%@acme.example' FROM users WHERE id = '5rTgZk1pQwFj'") == "1");
  BOOST_TEST(storage::verify(database).valid());
}

BOOST_AUTO_TEST_CASE(with_pseudonyms_from_the_first_day_nobody_is_named_anywhere) {
  std::filesystem::remove(database);
  write_config("pseudonym");
  watch();
  for (const auto& id : simulator.workspace().ids("user")) {
    const std::string user = *simulator.workspace().document({"user", "", id});
    const auto address = user.substr(user.find("\"email\":\"") + 9, user.find('@') - user.find("\"email\":\"") - 9);
    BOOST_TEST(!is_stored(address), address);
  }
  BOOST_TEST(!is_stored("Mei Tanaka"));
  BOOST_TEST(!is_stored("new.analyst.one"));
  BOOST_TEST(query("SELECT count(*) > 0 FROM audit_events e JOIN users u ON u.email = e.actor_email") == "1");
}

BOOST_AUTO_TEST_CASE(beside_a_running_agent_only_a_dry_run_is_possible) {
  const agent::DatabaseLock lock(database);
  BOOST_TEST(erase({"--subject", kMei}) == agent::kFound);
  BOOST_TEST(err.str().find("systemctl stop segaudit") != std::string::npos, err.str());
  BOOST_TEST(erase({"--subject", kMei, "--dry-run"}) == agent::kDone);
  BOOST_TEST(out.str().find("still there, and read again by the next poll: user 5rTgZk1pQwFj") != std::string::npos, out.str());
}

BOOST_AUTO_TEST_CASE(wrong_use_is_explained) {
  BOOST_TEST(erase({}) == agent::kWrongUse);
  BOOST_TEST(err.str().find("erase needs --subject: the id of a user, or an e-mail address") != std::string::npos, err.str());
  BOOST_TEST(erase({"--subject", ""}) == agent::kWrongUse);
  BOOST_TEST(erase({"--subject", kMei, "x"}) == agent::kWrongUse);
  std::filesystem::remove(database);
  BOOST_TEST(erase({"--subject", kMei}) == agent::kFound);
  BOOST_TEST(err.str().find("nothing is stored there") != std::string::npos, err.str());
  BOOST_TEST(!std::filesystem::exists(database));
}

BOOST_AUTO_TEST_SUITE_END()
