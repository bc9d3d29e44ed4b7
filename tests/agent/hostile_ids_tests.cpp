// Ids with everything in them that could act somewhere: from the answer through poll and store to every output, and
// back into the next request, unchanged.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "agent/csv.h"
#include "agent/log.h"
#include "agent/metrics_writer.h"
#include "agent/percent_encoding.h"
#include "agent/publication.h"
#include "agent/query_output.h"
#include "agent/report_csv.h"
#include "agent/resource_site.h"
#include "hostile_workspace.h"
#include "output_fixture.h"
#include "storage/query_session.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kIds = {
    "quote\"'`",
    "line\nbreak\r\ttab",
    "\x01\x1b[31m\x7f",
    "\xF0\x9F\x92\xA5\xE2\x80\xAE",
    "a/b",
    "..",
    "../../etc/passwd",
    "50%25%zz%00",
    "?a=b&c=d#e",
    "a b+c;d",
    "'; DROP TABLE log; --",
    "<script>alert(1)</script>&amp;",
    "=1+1",
    "{parent}{id}",
    "back\\slash\\n",
    std::string(2'000, 'x'),
};

struct Fixture : HostileWorkspace {
  Fixture() {
    Json sources = Json::array(), destinations = Json::array();
    for (const auto& id : kIds) {
      sources.push_back({{"id", id}, {"name", id}, {"enabled", true}});
      destinations.push_back({{"id", id}, {"name", id}, {"sourceId", id}, {"metadata", {{"id", id}}}});
    }
    api.answers("/sources", Json{{"data", {{"sources", sources}}}}.dump());
    api.answers("/destinations", Json{{"data", {{"destinations", destinations}}}}.dump());
    poll_all();
  }

  // What is violated: everything, under its own id.
  WorkspaceState judged() {
    WorkspaceState state = a_calm_workspace();
    state.database = store.path();
    for (const auto& id : kIds) {
      auto violation = tests::a_violation("b-holds", id);
      violation.evidence = Json{{{"id", id}}}.dump();
      violation.message = "wrong: " + id;
      state.violations.push_back(violation);
    }
    std::vector<storage::Transition> opened;
    for (const auto& violation : state.violations) opened.push_back({std::nullopt, violation});
    store.apply(opened, clock.now());
    return state;
  }
};

std::string body_of(const WebAnswer& answer) {
  std::string body;
  for (const auto part : answer.parts) body += part;
  return body;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// What an exposition's label value says.
std::string unescaped(const std::string& label) {
  std::string text;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] != '\\') text += label[i];
    else text += label[++i] == 'n' ? '\n' : label[i];
  }
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_ids_tests, Fixture)

BOOST_AUTO_TEST_CASE(ids_are_stored_as_they_are_and_asked_for_again_in_one_segment_of_the_path) {
  auto known = store.known_ids({"source", ""});
  auto expected = kIds;
  std::sort(known.begin(), known.end());
  std::sort(expected.begin(), expected.end());
  BOOST_TEST(known == expected, boost::test_tools::per_element());
  const auto asked = api.asked();
  for (const auto& id : kIds) {
    const std::string path = "/sources/" + percent_encoded(id) + "/settings";
    BOOST_TEST(std::count(asked.begin(), asked.end(), path) == 1, path);
    BOOST_TEST(store.is_known("source_settings", id), id);
  }
}

BOOST_AUTO_TEST_CASE(a_query_joins_them_and_hands_them_out_as_they_are) {
  storage::QuerySession session(store.path());
  session.begin(clock.now());
  const auto joined = session.run(
      "SELECT s.id, d.id, m.id FROM sources s JOIN destinations d ON d.source_id = s.id "
      "JOIN destination_metadata m ON m.id = d.metadata_id WHERE s.name = s.id");
  BOOST_TEST(joined.rows.size() == kIds.size());
  for (const auto& row : joined.rows) {
    const auto id = std::get<std::string>(row[0]);
    BOOST_TEST((std::find(kIds.begin(), kIds.end(), id) != kIds.end()), id);
    BOOST_TEST(std::get<std::string>(row[1]) == id);
    BOOST_TEST(std::get<std::string>(row[2]) == id);
  }
}

BOOST_AUTO_TEST_CASE(pages_show_each_under_its_own_address_and_nothing_acts_there) {
  const auto publication = publication_of(an_agent({judged()}), {}, "1.2.3", clock.now());
  std::vector<std::string> pages = {publication.page_html};
  for (const auto& id : kIds) {
    const auto answer =
        resource_answer(publication, {"GET", "/resources/source/" + percent_encoded(id), "", ""}, {});
    BOOST_TEST(answer.status == 200, id);
    pages.push_back(body_of(answer));
    const auto json = body_of(
        resource_answer(publication, {"GET", "/api/v1/resources", "kind=source&id=" + percent_encoded(id), ""}, {}));
    BOOST_TEST(holds(Json::parse(json).dump(), Json(id).dump()), json);
  }
  for (const char* path : {"/sources", "/destinations", "/resources/source", "/policies/b-holds"})
    pages.push_back(body_of(resource_answer(publication, {"GET", path, "", ""}, {})));
  for (const auto& page : pages) {
    BOOST_TEST(!holds(page, "<script"));
    BOOST_TEST(!holds(page, "&amp;amp;\""));
    for (const char act : {'\x01', '\x1b', '\x7f', '\r'}) BOOST_TEST((page.find(act) == std::string::npos));
    BOOST_TEST(!holds(page, "\xE2\x80\xAE"));  // turns the writing direction
    BOOST_TEST(!holds(page, "href=\"../../../"));
  }
}

BOOST_AUTO_TEST_CASE(labels_say_them_as_they_are) {
  const auto publication = publication_of(an_agent({judged()}), {}, "1.2.3", clock.now());
  std::vector<std::string> ids;
  const std::string start = "segaudit_violation{", label = "resource_id=\"";
  std::size_t at = 0;
  while ((at = publication.metrics.find("\n" + start, at)) != std::string::npos) {
    const std::string line = publication.metrics.substr(at + 1, publication.metrics.find('\n', at + 1) - at - 1);
    ++at;
    const auto begin = line.find(label) + label.size();
    auto end = begin;
    while (line[end] != '"') end += line[end] == '\\' ? 2 : 1;
    ids.push_back(unescaped(line.substr(begin, end - begin)));
  }
  auto expected = kIds;
  std::sort(ids.begin(), ids.end());
  std::sort(expected.begin(), expected.end());
  BOOST_TEST(ids == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(violations_in_json_have_them_as_they_are_and_in_csv_one_line_each) {
  const auto state = judged();
  const Json violations = Json::parse(publication_of(an_agent({state}), {}, "1.2.3", clock.now()).violations_json);
  std::vector<std::string> ids;
  const std::string all = violations.dump();
  for (const auto& id : kIds) BOOST_TEST(holds(all, "\"resource_id\":" + Json(id).dump()), id);
  const std::string csv = report_csv(state);
  BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == std::ptrdiff_t(kIds.size()) + 1);
  for (const char act : {'\x01', '\x1b', '\x7f'}) BOOST_TEST((csv.find(act) == std::string::npos));
  BOOST_TEST(!holds(csv, ",=1+1"));
  BOOST_TEST(!holds(csv, ",\"=1+1"));
}

BOOST_AUTO_TEST_CASE(log_lines_stay_lines) {
  for (const auto& id : kIds)
    for (const auto format : {LogFormat::logfmt, LogFormat::json}) {
      const std::string line = log_line(format, clock.now(), LogLevel::info, "looked", {{"id", id}});
      const bool printable = std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
      BOOST_TEST(printable, line);
    }
}

BOOST_AUTO_TEST_CASE(what_is_gone_is_asked_for_by_its_own_id_and_nothing_else_is) {
  Json sources = Json::array();
  for (const auto& id : kIds)
    if (id != kIds[0] && id != "..") sources.push_back({{"id", id}, {"name", id}, {"enabled", true}});
  api.answers("/sources", Json{{"data", {{"sources", sources}}}}.dump());
  poll_much_later();
  clock.skip(std::chrono::seconds(30));
  poll_all();
  BOOST_TEST(!store.is_known("source", kIds[0]));
  BOOST_TEST(!store.is_known("source", ".."));
  BOOST_TEST(store.known_ids({"source", ""}).size() == kIds.size() - 2);
  const std::map<std::pair<std::string, std::string>, std::int64_t> expected = {{{"source", "vanished"}, 2},
                                                                                 {{"source_settings", "vanished"}, 2}};
  BOOST_TEST((store.change_totals() == expected));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
