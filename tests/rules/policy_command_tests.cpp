#include "agent/policy_command.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rules/temporary_directory.h"

using namespace segaudit;

namespace {

struct Command {
  rules::TemporaryDirectory directory;
  rules::PolicySources sources{{}, {}, {}, "segaudit.yml"};
  std::string out, err;

  int run(const std::vector<std::string>& arguments) {
    std::ostringstream out_stream, err_stream;
    const int code = agent::run_policy_command(arguments, sources, out_stream, err_stream);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }

  std::string path(const std::string& name) const { return (directory.path() / name).string(); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

  void use_own_pack() {
    sources.packs = {write("own.yml", R"YML(pack: own
policies:
  - id: few-keys
    title: "Sources have few\e[31m keys"
    severity: low
    resource: source
    parameters: {most: 3}
    query: |
      SELECT id AS resource_id, name AS resource_name
      FROM sources WHERE write_keys > :most
    message: "{resource_name} has many"
    remediation: Remove some.
    frameworks: {soc2: [CC6.1]}
)YML")};
  }
};

const std::string kUsage =
    "usage: segaudit policy list [--format text|json]\n"
    "       segaudit policy show POLICY\n"
    "       segaudit policy lint [FILE...]\n"
    "       segaudit policy test [FILE...]\n"
    "       segaudit policy plan FILE [--workspace NAME] [--format text|json]\n"
    "       segaudit policy baseline --expires DATE --owner WHO [--reason TEXT] [--bind] [--workspace NAME]\n"
    "                                [--output FILE]\n"
    "list, lint, test without FILE: the packs that the configuration names.\n"
    "plan: what would open, be waived and close if this pack were loaded in place of the pack of its name, beside\n"
    "    the other packs and the waivers as they are on disk; measured against what the agent has stored. Nothing is\n"
    "    written, the agent may run. Exits 1 if something would open (at once or after its `for`), else 3 if a policy\n"
    "    of the pack could not be judged, else 0; 2 for a mistake in a file.\n"
    "baseline: a waiver file for everything that is open now in what the agent has stored. To standard output, or to\n"
    "    --output, which must not be there yet. Name the file in the configuration as `waivers:`. DATE is the last day\n"
    "    (UTC) or a time; --bind ties every entry to the resource as it is now: once that changes, the waiver ends.\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_command_tests)

BOOST_FIXTURE_TEST_CASE(list_is_a_table_that_is_safe_for_a_terminal, Command) {
  use_own_pack();
  sources.disabled = {"few-keys"};
  BOOST_TEST(run({"list"}) == 0);
  BOOST_TEST(out ==
             "PACK  SEVERITY  TYPE   RESOURCE  POLICY    TITLE\n"
             "own   low       state  source    few-keys  Sources have few\\x1b[31m keys (disabled)\n");
  BOOST_TEST(err == "");
}

BOOST_FIXTURE_TEST_CASE(list_as_json_has_the_parameters_in_force, Command) {
  use_own_pack();
  sources.parameters = {{"few-keys", {{"most", std::int64_t(7)}}}};
  BOOST_TEST(run({"list", "--format", "json"}) == 0);
  const auto all = nlohmann::json::parse(out);
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_TEST(all[0]["policy"] == "few-keys");
  BOOST_TEST(all[0]["severity"] == "low");
  BOOST_TEST(all[0]["enabled"] == true);
  BOOST_TEST(all[0]["parameters"]["most"] == 7);
  BOOST_TEST(out.find('\x1b') == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(list_shows_what_could_be_read_and_the_problems, Command) {
  use_own_pack();
  sources.disabled = {"few-kys"};
  BOOST_TEST(run({"list"}) == 1);
  BOOST_TEST(out.find("few-keys") != std::string::npos);
  BOOST_TEST(err == "segaudit.yml: policies.disabled: no policy is called \"few-kys\" (did you mean few-keys?)\n");
}

BOOST_FIXTURE_TEST_CASE(show_tells_everything_about_one_policy, Command) {
  use_own_pack();
  sources.parameters = {{"few-keys", {{"most", std::int64_t(7)}}}};
  BOOST_TEST(run({"show", "few-keys"}) == 0);
  BOOST_TEST(out ==
             "few-keys\n"
             "  title       Sources have few\\x1b[31m keys\n"
             "  pack        own (" +
                 path("own.yml") +
                 ":3)\n"
                 "  severity    low\n"
                 "  type        state\n"
                 "  resource    source\n"
                 "  for         0s\n"
                 "  reads       source\n"
                 "  parameters  most = 7\n"
                 "  frameworks  soc2 CC6.1\n"
                 "\nMessage\n"
                 "  {resource_name} has many\n"
                 "\nRemediation\n"
                 "  Remove some.\n"
                 "\nQuery\n"
                 "  SELECT id AS resource_id, name AS resource_name\n"
                 "  FROM sources WHERE write_keys > :most\n");
}

BOOST_FIXTURE_TEST_CASE(lint_without_files_looks_at_what_the_configuration_names, Command) {
  sources.packs = {"builtin"};
  BOOST_TEST(run({"lint"}) == 0);
  BOOST_TEST(out == "7 packs, 43 policies: no problems\n");
}

BOOST_FIXTURE_TEST_CASE(lint_names_every_mistake_with_its_place, Command) {
  const std::string broken = write("broken.yml", "pack: own\npolicis: []\n");
  const std::string tests =
      write("broken.test.yml", "pack: broken.yml\ncases:\n  - {policy: p, find: [], name: \"\"}\n");
  BOOST_TEST(run({"lint", broken, tests}) == 1);
  BOOST_TEST(out == broken + ":1:1: policies: is missing\n" + broken +
                        ":2:1: unknown key \"policis\" (did you mean policies?)\n" + tests +
                        ":3:33: name: must not be empty\n" + "1 pack, 0 policies: 3 problems\n");
}

BOOST_FIXTURE_TEST_CASE(test_runs_the_cases_beside_a_pack, Command) {
  use_own_pack();
  write("own.test.yml", R"YML(pack: own.yml
cases:
  - policy: few-keys
    name: four are too many
    given: {source: [{id: s1, name: "Web\e[31m", writeKeys: [a, b, c, d]}, {id: s2, name: App, writeKeys: [a]}]}
    find: [s1]
  - policy: few-keys
    name: one is too many
    given: {source: [{id: s1, name: "Web\e[31m", writeKeys: [a, b, c, d]}, {id: s2, name: App, writeKeys: [a]}]}
    find: [s2]
)YML");
  BOOST_TEST(run({"test"}) == 1);
  BOOST_TEST(out == path("own.test.yml") +
                        ":7: FAILED few-keys: one is too many\n"
                        "    expected, but not found: s2\n"
                        "    found, but not expected: s1: Web\\x1b[31m has many\n"
                        "    evidence [{}]\n" +
                        path("own.test.yml") +
                        ": 1 of 2 cases passed\n"
                        "1 passed, 1 failed\n");
}

BOOST_FIXTURE_TEST_CASE(test_takes_a_pack_or_its_test_file, Command) {
  use_own_pack();
  const std::string pack = path("own.yml");
  BOOST_TEST(run({"test", pack}) == 0);
  BOOST_TEST(out == pack + ": no tests (they would be in " + path("own.test.yml") + ")\n0 passed, 0 failed\n");
  const std::string tests = write("own.test.yml", "pack: own.yml\ncases: []\n");
  const std::string result = tests + ": 0 of 0 cases passed\n  no case for few-keys\n0 passed, 0 failed\n";
  BOOST_TEST(run({"test", pack}) == 0);
  BOOST_TEST(out == result);
  BOOST_TEST(run({"test", tests}) == 0);
  BOOST_TEST(out == result);
}

BOOST_FIXTURE_TEST_CASE(test_reports_files_that_cannot_be_run, Command) {
  const std::string tests = path("absent.test.yml");
  BOOST_TEST(run({"test", tests}) == 1);
  BOOST_TEST(out == tests + ": cannot be read: No such file or directory\n0 passed, 0 failed\n");
  const std::string pattern = path("none-*.yml");
  BOOST_TEST(run({"test", pattern}) == 1);
  BOOST_TEST(out == "no file matches " + pattern + "\n0 passed, 0 failed\n");
}

BOOST_FIXTURE_TEST_CASE(wrong_use_is_explained, Command) {
  use_own_pack();
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{}, "what to do is missing"},
      {{"lst"}, "unknown command \"lst\" (did you mean list?)"},
      {{"list", "all"}, "unexpected argument \"all\""},
      {{"list", "--format", "xml"}, "--format: must be text or json (got \"xml\")"},
      {{"show"}, "show needs the id of one policy"},
      {{"show", "few-kys"}, "no policy is called \"few-kys\" (did you mean few-keys?)"},
      {{"show", "\x1b[31m\n"}, "no policy is called \"\\x1b[31m\\x0a\""},
      {{"lint", "--all"}, "unknown option \"--all\""},
      {{"test", "-v"}, "unknown option \"-v\""},
  };
  for (const auto& [arguments, expected] : cases) {
    BOOST_TEST(run(arguments) == 2);
    BOOST_TEST(out == "");
    BOOST_TEST(err == "segaudit policy: " + expected + "\n" + kUsage);
  }
  BOOST_TEST(run({"lint", "--help"}) == 0);
  BOOST_TEST(out == kUsage);
}

BOOST_AUTO_TEST_SUITE_END()
