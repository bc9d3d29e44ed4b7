#include "rules/waiver_reader.h"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include "rules/waiver_json.h"
#include "tests/rules/builders.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;
using namespace segaudit::rules;
using namespace segaudit::rules::tests;

namespace {

const std::string kHash(64, 'a');

const WaiverContext kContext = {{{"forwarding-without-cycle", "one-instance-per-meta-id"}}, {"acme", "globex"}};

LoadedWaivers read(const std::string& text) { return load_waivers(text, "w.yml", kContext); }

Lines mistakes(const std::string& text) { return lines(read(text).problems); }

std::string entry(const std::string& changed, const std::string& value) {
  std::string text = "waivers:\n";
  std::string begin = "  - ";
  for (const auto& [key, usual] :
       std::vector<std::pair<std::string, std::string>>{{"policy", "forwarding-without-cycle"},
                                                        {"resource", "source/s1"},
                                                        {"reason", "known"},
                                                        {"owner", "us"},
                                                        {"expires", "2026-12-31"}}) {
    if (key == changed && value.empty()) continue;
    text += begin + key + ": " + (key == changed ? value : usual) + "\n";
    begin = "    ";
  }
  if (changed == "workspace" || changed == "bound_to") text += begin + changed + ": " + value + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(waiver_reader_tests)

BOOST_AUTO_TEST_CASE(a_file_is_read_with_everything_in_it) {
  const auto loaded = read(
      "waivers:\n"
      "  - policy: forwarding-*\n"
      "    resource: source/abc*\n"
      "    workspace: acme\n"
      "    reason: until the new pipeline is there\n"
      "    owner: data-platform@example.com\n"
      "    expires: 2026-12-31\n"
      "  - policy: one-instance-per-meta-id\n"
      "    resource: destination/d1\n"
      "    reason: known\n"
      "    owner: us\n"
      "    expires: 2026-12-31T18:00:00+01:00\n"
      "    bound_to: " +
      kHash + "\n");
  BOOST_TEST(lines(loaded.problems).empty());
  BOOST_REQUIRE(loaded.file.waivers.size() == 2u);
  const auto& [first, second] = std::tie(loaded.file.waivers[0], loaded.file.waivers[1]);
  BOOST_TEST(name_of(first) == "forwarding-* on source/abc* in acme, until 2026-12-31, by data-platform@example.com");
  BOOST_TEST(first.kind() == "source");
  BOOST_TEST(first.id() == "abc*");
  BOOST_TEST(first.line == 2u);
  BOOST_TEST(storage::format_time(first.expires) == "2027-01-01T00:00:00Z");  // to the end of that day
  BOOST_TEST(storage::format_time(second.expires) == "2026-12-31T17:00:00Z");
  BOOST_TEST(second.bound_to == kHash);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named_with_its_remedy) {
  BOOST_TEST(mistakes(entry("expires", "")) ==
                 (Lines{"w.yml:2:5: expires: is missing: every waiver ends; write a date such as 2026-12-31"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("reason", "")) ==
                 (Lines{"w.yml:2:5: reason: is missing: say why, for whoever reads this in a year"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("owner", "")) ==
                 (Lines{"w.yml:2:5: owner: is missing: say who answers for it, such as a team's address"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("owner", "\"  \"")) == (Lines{"w.yml:5:12: owner: must not be empty"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("resource", "")) ==
                 (Lines{"w.yml:2:5: resource: is missing: write kind/id such as source/abc*, or \"*\" for all"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unknown_policy_names_the_nearest_and_a_pattern_may_fit_none) {
  BOOST_TEST(mistakes(entry("policy", "forwarding-without-cycles")) ==
                 (Lines{"w.yml:2:13: policy: no policy is called \"forwarding-without-cycles\" (did you mean "
                        "forwarding-without-cycle?); segaudit policy list names all"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("policy", "nothing-like-*")).empty());
}

BOOST_AUTO_TEST_CASE(a_resource_is_a_known_kind_and_an_id) {
  BOOST_TEST(
      mistakes(entry("resource", "sorce/s1")) ==
          (Lines{"w.yml:3:15: resource: no kind is called \"sorce\" (did you mean source?); only the id may be a "
                 "pattern"}),
      boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("resource", "source/")).size() == 1u);
  BOOST_TEST(mistakes(entry("resource", "s1")).size() == 1u);
  BOOST_TEST(mistakes(entry("resource", "\"*/s1\"")).size() == 1u);
  BOOST_TEST(mistakes(entry("resource", "\"*\"")).empty());
  BOOST_TEST(mistakes(entry("resource", "source/*")).empty());
}

BOOST_AUTO_TEST_CASE(dates_that_are_none_are_refused_and_the_past_is_not) {
  for (const std::string date : {"tomorrow", "2026-13-01", "2026-02-30", "31.12.2026", "20261231", "\"\"", "[]", "~"})
    BOOST_TEST_CONTEXT(date) { BOOST_TEST(mistakes(entry("expires", date)).size() == 1u); }
  BOOST_TEST(
      mistakes(entry("expires", "9999-12-31")) ==
          (Lines{"w.yml:6:14: expires: must lie between 2020 and 2099: a waiver that never ends is a policy (got "
                 "\"9999-12-31\")"}),
      boost::test_tools::per_element());
  BOOST_TEST(mistakes(entry("expires", "0001-01-01")).size() == 1u);
  const auto past = read(entry("expires", "2024-12-31"));
  BOOST_TEST(lines(past.problems).empty());
  BOOST_TEST(
      lines(waiver_warnings(past.file, *kContext.policies, kNoon)) ==
          (Lines{"w.yml:2:5: expires: ended with 2024-12-31 and waives nothing any more; renew it or remove it"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pattern_that_no_policy_fits_is_worth_a_warning) {
  const auto loaded = read(entry("policy", "nothing-like-*"));
  BOOST_TEST(lines(waiver_warnings(loaded.file, *kContext.policies, kNoon)) ==
                 (Lines{"w.yml:2:5: policy: no policy fits the pattern \"nothing-like-*\"; it waives nothing"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines(waiver_warnings(read(entry("policy", "forwarding-*")).file, *kContext.policies, kNoon)).empty());
}

BOOST_AUTO_TEST_CASE(other_mistakes_are_found_all_at_once) {
  const std::string text =
      "waivers:\n"
      "  - policy: forwarding-without-cycle\n"
      "    resource: source/*\n"
      "    workspace: acmee\n"
      "    reason: known\n"
      "    ownr: us\n"
      "    owner: us\n"
      "    expires: 2026-12-31\n"
      "    bound_to: 12ab\n"
      "  - not a waiver\n"
      "  - policy: forwarding-without-cycle\n"
      "    resource: source/s1\n"
      "    reason: known\n"
      "    owner: us\n"
      "    expires: 2026-12-31\n"
      "  - policy: forwarding-without-cycle\n"
      "    resource: source/s1\n"
      "    reason: known, too\n"
      "    owner: them\n"
      "    expires: 2027-12-31\n";
  const Lines expected = {
      "w.yml:4:16: workspace: no workspace is called \"acmee\" (did you mean acme?); leave the key out for all of them",
      "w.yml:6:5: unknown key \"ownr\" (did you mean owner?)",
      "w.yml:9:15: bound_to: must be the 64 hex digits that segaudit check --offline --format json shows as "
      "resource_hash "
      "(got \"12ab\")",
      "w.yml:9:15: bound_to: goes with a single resource; \"source/*\" may be several",
      "w.yml:10:5: must be a mapping with the keys policy, resource, workspace, reason, owner, expires and bound_to",
      "w.yml:16:13: policy: the entry in line 11 waives the same policy on the same resource; keep one of them"};
  BOOST_TEST(mistakes(text) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_waiver_file_is_refused) {
  BOOST_TEST(mistakes("") == (Lines{"w.yml: the file is empty"}), boost::test_tools::per_element());
  BOOST_TEST(mistakes("- a\n").size() == 1u);
  BOOST_TEST(mistakes("{}\n") == (Lines{"w.yml:1:1: waivers: is missing; a file without any is: waivers: []"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes("waivers: 1\n") == (Lines{"w.yml:1:10: waivers: must be a list"}),
             boost::test_tools::per_element());
  BOOST_TEST(mistakes("waivers: [\n").size() == 1u);
  BOOST_TEST(mistakes("waivers: []\n---\nwaivers: []\n").size() == 1u);
  BOOST_TEST(mistakes("waivers: []\n").empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_or_too_large_is_refused) {
  const segaudit::tests::TemporaryDirectory directory;
  BOOST_TEST(lines(load_waiver_file(directory / "none.yml", kContext).problems) ==
                 (Lines{(directory / "none.yml").string() + ": cannot be read: No such file or directory"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines(load_waiver_file(directory.path(), kContext).problems) ==
                 (Lines{directory.path().string() + ": cannot be read: it is a directory"}),
             boost::test_tools::per_element());
  std::ofstream(directory / "huge.yml") << std::string(kLargestWaiverFile + 1, '#');
  BOOST_TEST(lines(load_waiver_file(directory / "huge.yml", kContext).problems) ==
                 (Lines{(directory / "huge.yml").string() + ": is larger than 8 MiB"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_log_remembers_is_what_was_read) {
  auto loaded = read(entry("bound_to", kHash)).file.waivers;
  for (auto& waiver : loaded) waiver.line = waiver.column = 0;
  BOOST_TEST((waivers_in(waivers_json(loaded)) == loaded));
  BOOST_TEST(waivers_in("null").empty());
  BOOST_TEST(
      waivers_in("[1, {\"policy\": \"p\"}, {\"policy\": \"p\", \"resource\": \"*\", \"expires\": \"never\"}]").empty());
}

BOOST_AUTO_TEST_SUITE_END()
