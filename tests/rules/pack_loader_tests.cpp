#include "rules/pack_loader.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "rules/temporary_directory.h"
#include "tests/rules/builders.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

LoadedPack load(const std::string& text) {
  static storage::QuerySession model = storage::QuerySession::empty();
  return load_pack(text, "own.yml", model);
}

Lines problems(const std::string& text) { return lines(load(text).problems); }

// A pack of one good policy; the tests change a line of it.
const std::string kGood = R"YML(pack: own
policies:
  - id: sources-are-enabled
    title: Sources are enabled
    severity: low
    resource: source
    query: |
      SELECT s.id AS resource_id, s.name AS resource_name, s.slug AS slug
      FROM sources s
      WHERE s.enabled = 0
    message: "{resource_name} is off ({slug})"
    remediation: Switch it on.
)YML";

const std::string kMessage = "\"{resource_name} is off ({slug})\"";

std::string with(const std::string& line, const std::string& instead) {
  std::string text = kGood;
  const auto at = text.find(line);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, line.size(), instead);
}

std::string with_query(const std::string& query) {
  return with(
      "|\n      SELECT s.id AS resource_id, s.name AS resource_name, s.slug AS slug\n      FROM sources s\n      WHERE "
      "s.enabled = 0",
      query);
}

const std::string kTenMistakes = R"YML(pack: Own Pack
owner: me
policies:
  - id: sources-are-enabled
    title: ""
    severty: low
    resource: sorce
    for: 5
    query: |
      SELECT s.id AS resource_id, s.nam AS resource_name
      FROM sources s
    message: "{resource_name"
    remediation: Switch it on.
  - id: sources-are-enabled
    title: Sources are enabled
    severity: urgent
    type: event
    resource: source
    query: |
      SELECT s.id AS resource_id,
             s.name AS resource_name
      FROM surces s
    message: "off"
    remediation: Switch it on.
)YML";

}  // namespace

BOOST_AUTO_TEST_SUITE(pack_loader_tests)

BOOST_AUTO_TEST_CASE(a_good_pack_is_read_as_it_is_written) {
  const LoadedPack loaded = load(R"(pack: own
policies:
  - id: labels-are-few
    title: Few labels
    description: Why it matters.
    severity: info
    type: event
    resource: source
    for: 1h30m
    keep: 7d
    parameters: {most: 3, share: 0.5, strict: true, names: [a, b], none: null, word: "7"}
    query: |
      SELECT c.resource_id, c.at AS at FROM changes c
      WHERE :most + :share + :strict + :none > 0 OR c.kind IN (SELECT value FROM json_each(:names)) OR :word
    message: Too many
    remediation: |
      Remove
      some.
    frameworks: {soc2: [CC7.2, PI1.2], gdpr: ["25"]}
)");
  BOOST_TEST(lines(loaded.problems) == Lines{}, boost::test_tools::per_element());
  BOOST_TEST(loaded.pack.name == "own");
  BOOST_TEST(loaded.pack.file == "own.yml");
  BOOST_TEST(loaded.pack.sha256.size() == 64u);
  const Policy& policy = loaded.pack.policies.at(0);
  BOOST_TEST(policy.id == "labels-are-few");
  BOOST_TEST(policy.title == "Few labels");
  BOOST_TEST(policy.description == "Why it matters.");
  BOOST_TEST((policy.severity == Severity::info));
  BOOST_TEST((policy.type == PolicyType::event));
  BOOST_TEST(policy.resource == "source");
  BOOST_TEST((policy.for_duration == 90min));
  BOOST_TEST((policy.keep == 24h * 7));
  BOOST_TEST((policy.parameters == Parameters{{"most", std::int64_t(3)},
                                              {"share", 0.5},
                                              {"strict", std::int64_t(1)},
                                              {"names", std::string(R"(["a","b"])")},
                                              {"none", std::monostate{}},
                                              {"word", std::string("7")}}));
  BOOST_TEST(policy.query.starts_with("SELECT c.resource_id, c.at AS at FROM changes c\nWHERE"));
  BOOST_TEST(policy.message == "Too many");
  BOOST_TEST(policy.remediation == "Remove\nsome.\n");
  BOOST_TEST((policy.frameworks ==
              std::map<std::string, std::vector<std::string>>{{"soc2", {"CC7.2", "PI1.2"}}, {"gdpr", {"25"}}}));
  BOOST_TEST(policy.pack == "own");
  BOOST_TEST(policy.file == "own.yml");
  BOOST_TEST(policy.line == 3u);
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_pack_are_reported_at_once) {
  BOOST_TEST(problems(kTenMistakes) ==
                 (Lines{"own.yml:1:7: pack: may hold only a-z, 0-9 and - (got \"Own Pack\")",
                        "own.yml:2:1: unknown key \"owner\"", "own.yml:4:5: severity: is missing",
                        "own.yml:5:12: title: must not be empty",
                        "own.yml:6:5: unknown key \"severty\" (did you mean severity?)",
                        "own.yml:7:15: resource: no kind is called \"sorce\" (did you mean source?)",
                        "own.yml:8:10: for: must be a duration such as 5m (got \"5\"; a unit is missing: 5m?)",
                        "own.yml:10:35: query: no such column: s.nam (did you mean name?)",
                        "own.yml:12:15: message: this { is never closed; a brace itself is written {{",
                        "own.yml:14:5: keep: is missing (how long a finding of an event policy stands, such as 7d)",
                        "own.yml:14:9: id: \"sources-are-enabled\" is taken by another policy of this pack",
                        "own.yml:16:15: severity: must be critical, high, medium, low or info (got \"urgent\")",
                        "own.yml:22:12: query: no such table: surces (did you mean sources?)"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pack_with_problems_still_shows_what_could_be_read) {
  const LoadedPack loaded = load(kTenMistakes);
  BOOST_TEST(loaded.pack.policies.size() == 2u);
  BOOST_TEST(loaded.pack.policies[1].title == "Sources are enabled");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_told_with_their_line) {
  BOOST_TEST(problems("pack: own\nversion: \"\x87\"\n") == (Lines{"own.yml:2:1: not valid UTF-8"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems("\xFF\xFEp") == (Lines{"own.yml:1:1: not valid UTF-8"}), boost::test_tools::per_element());
  BOOST_TEST(problems(std::string("pack: own\n\nx: \"a\0b\"\n", 20)) == (Lines{"own.yml:3:1: holds a NUL character"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_pack_says_what_it_should_be) {
  BOOST_TEST(problems("") == (Lines{"own.yml: the file is empty"}), boost::test_tools::per_element());
  BOOST_TEST(problems("- a\n- b\n") == (Lines{"own.yml:1:1: must be a mapping with the keys pack and policies"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems("pack: own\n---\npack: two\n") == (Lines{"own.yml: the file holds more than one YAML document"}),
             boost::test_tools::per_element());
  // A parser left alone would find documents in it forever.
  BOOST_TEST(problems(",") == (Lines{"own.yml: the file holds more than one YAML document"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems("pack: own\n") == (Lines{"own.yml:1:1: policies: is missing"}), boost::test_tools::per_element());
  BOOST_TEST(problems("pack: own\npolicies: {a: 1}\n") == (Lines{"own.yml:2:11: policies: must be a list"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      problems("pack: own\npolicies: [5]\n") ==
          (Lines{"own.yml:2:12: must be a mapping with the keys id, title, description, severity, type, resource, for, "
                 "keep, parameters, query, message, remediation and frameworks"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(broken_yaml_is_one_problem_with_its_place) {
  BOOST_TEST(
      problems("pack: own\npolicies: [\n") == (Lines{"own.yml:3:1: not valid YAML: end of sequence flow not found"}),
      boost::test_tools::per_element());
  BOOST_TEST(
      problems("pack: *nobody\n") == (Lines{"own.yml:1:7: not valid YAML: the referenced anchor is not defined"}),
      boost::test_tools::per_element());
  BOOST_TEST(problems(std::string(100'000, '[')) == (Lines{"own.yml: not valid YAML: nested too deeply"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems("pack: own\n\tpolicies: []\n").size() == 1u);
}

BOOST_AUTO_TEST_CASE(keys_given_twice_and_values_of_the_wrong_type_are_mistakes) {
  BOOST_TEST(problems(with("    severity: low\n", "    severity: low\n    severity: high\n")) ==
                 (Lines{"own.yml:6:5: the key \"severity\" is given twice"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      problems(with("title: Sources are enabled", "title: [a, b]")) == (Lines{"own.yml:4:12: title: must be text"}),
      boost::test_tools::per_element());
  BOOST_TEST(problems(with("severity: low", "severity: low\n    for: [1]")) ==
                 (Lines{"own.yml:6:10: for: must be a duration such as 5m (got \"\")"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems(with("severity: low", "severity: low\n    keep: 7d")) ==
                 (Lines{"own.yml:6:11: keep: belongs to policies of type event only"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems(with("severity: low", "severity: low\n    frameworks: [soc2]")) ==
                 (Lines{"own.yml:6:17: frameworks: must be a mapping such as {soc2: [CC7.2]}"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems(with("severity: low", "severity: low\n    frameworks: {soc2: CC7.2}")) ==
                 (Lines{"own.yml:6:24: frameworks: soc2 must be a list"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_query_must_be_one_select_over_the_read_model) {
  const std::pair<const char*, const char*> cases[] = {
      {"SELECT id AS resource_id FROM sources; DELETE FROM sources",
       "own.yml:7:51: query: only one statement is allowed in a query"},
      {"DELETE FROM sources", "own.yml:7:12: query: cannot modify sources because it is a view"},
      {"PRAGMA user_version", "own.yml:7:12: query: only SELECT is allowed in a query"},
      {"ATTACH 'x' AS x", "own.yml:7:12: query: only SELECT is allowed in a query"},
      {"EXPLAIN SELECT id AS resource_id FROM sources", "own.yml:7:13: query: EXPLAIN is not allowed in a query"},
      {"SELECT link AS resource_id FROM log", "own.yml:7:12: query: the table log is not part of the read model"},
      {"SELECT load_extension('x') AS resource_id FROM sources",
       "own.yml:7:19: query: the function load_extension() is not allowed in a query"},
      {"SELECT 1 AS resource_id", "own.yml:7:12: query: reads nothing of the read model"},
      {"SELECT id FROM sources", "own.yml:7:12: query: must return a column resource_id; it returns id"},
      {"SELECT id AS resource_id, name AS n, slug AS n FROM sources",
       "own.yml:7:12: query: returns two columns named \"n\""},
      {"SELECT id AS resource_id FROM sources WHERE name = \"x\"",
       "own.yml:7:64: query: no such column: x (text is written in single quotes: 'x')"},
      {"SELECT id AS resource_id FROM sources WHERE write_keys > :most",
       "own.yml:7:70: query: the parameter :most is not declared"},
      {"SELECT id AS resource_id FROM sources WHERE write_keys > ?",
       "own.yml:7:12: query: parameters are written :name"},
      {"SELECT id AS resource_id FROM sources WHERE (", "own.yml:7:12: query: incomplete input"},
      {"-- nothing", "own.yml:7:12: query: the query is empty"},
  };
  for (const auto& [query, expected] : cases) {
    std::string text = with_query(std::string("'") + query + "'");
    if (std::string(query).find('\'') != std::string::npos) text = with_query(query);
    text.replace(text.find(kMessage), kMessage.size(), "off");
    BOOST_TEST(problems(text) == (Lines{expected}), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(an_event_policy_returns_the_time_of_the_event) {
  std::string text = with("severity: low", "severity: low\n    type: event\n    keep: 1h");
  BOOST_TEST(
      problems(text) == (Lines{"own.yml:9:12: query: must return a column at (the time of the event); it returns "
                               "resource_id, resource_name and slug"}),
      boost::test_tools::per_element());
  text = with("severity: low", "severity: low\n    type: event\n    keep: 0s");
  BOOST_TEST(problems(text).front() == "own.yml:7:11: keep: must be longer than 0s");
}

BOOST_AUTO_TEST_CASE(a_message_may_name_only_columns_of_the_query) {
  BOOST_TEST(problems(with("is off ({slug})", "is off ({slugg}), {owner}")) ==
                 (Lines{"own.yml:11:39: message: the query returns no column slugg (did you mean slug?)",
                        "own.yml:11:49: message: the query returns no column owner"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parameters_are_declared_and_used) {
  const std::string text = with("WHERE s.enabled = 0", "WHERE s.enabled = 0 AND s.write_keys > :mots");
  BOOST_TEST(problems(with("severity: low", "severity: low\n    parameters: {most: 3}")) ==
                 (Lines{"own.yml:8:12: query: does not use the parameter most"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems(text) == (Lines{"own.yml:10:46: query: the parameter :mots is not declared"}),
             boost::test_tools::per_element());
  std::string declared = text;
  declared.replace(declared.find("severity: low"), 13,
                   "severity: low\n    parameters: {most: 3, Bad Name: 1, deep: {a: 1}}");
  BOOST_TEST(
      problems(declared) == (Lines{"own.yml:6:27: parameters: a name may hold only a-z, 0-9 and _ (got \"Bad Name\")",
                                   "own.yml:6:46: parameters: deep must be a single value or a list",
                                   "own.yml:8:12: query: does not use the parameter most",
                                   "own.yml:11:46: query: the parameter :mots is not declared (did you mean most?)"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pack_file_that_cannot_be_read_is_a_problem_of_its_own) {
  auto model = storage::QuerySession::empty();
  const TemporaryDirectory directory;
  const std::string file = (directory.path() / "own.yml").string();
  BOOST_TEST(
      lines(load_pack_file(file, model).problems) == (Lines{file + ": cannot be read: No such file or directory"}),
      boost::test_tools::per_element());
  BOOST_TEST(lines(load_pack_file(directory.path(), model).problems) ==
                 (Lines{directory.path().string() + ": cannot be read: it is a directory"}),
             boost::test_tools::per_element());
  std::ofstream(file) << std::string((1 << 20) + 1, '#');
  BOOST_TEST(lines(load_pack_file(file, model).problems) == (Lines{file + ": is larger than 1 MiB"}),
             boost::test_tools::per_element());
  std::ofstream(file) << kGood;
  BOOST_TEST(lines(load_pack_file(file, model).problems) == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
