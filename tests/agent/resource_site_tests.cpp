#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "agent/percent_encoding.h"
#include "agent/resource_site.h"
#include "output_fixture.h"
#include "storage/store.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {
namespace {

using tests::a_look_at;
using Json = nlohmann::json;

std::string a_destination(const std::string& id, const std::string& name, const std::string& source,
                          const std::string& meta) {
  return Json{{"enabled", true},
              {"id", id},
              {"metadata", {{"id", meta}}},
              {"name", name},
              {"settings", {{"apiKey", "fp:0123"}}},
              {"sourceId", source}}
      .dump();
}

std::string body_of(const WebAnswer& answer) {
  std::string body;
  for (const auto part : answer.parts) body += part;
  return body;
}

bool shows(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

// A workspace that is stored: a source whose label changed, two instances of one integration, one of them with a
// hostile name, and a violation.
struct Fixture {
  Fixture() {
    store.record({{a_look_at("source", {tests::a_source("s1")}),
                   a_look_at("source_settings", {{"s1", R"({"forwardingBlockedEventsTo":"gone9"})"}}, "s1"),
                   a_look_at("destination_metadata", {{"m1", R"({"id":"m1","name":"Braze"})"}}),
                   a_look_at("destination", {{"d1", a_destination("d1", "Mail", "s1", "m1")},
                                             {"d/2 \"x\"", a_destination("d/2 \"x\"", kHostile, "s1", "m1")}})},
                  {},
                  {}},
                 kNoon);
    store.record({{a_look_at("source", {tests::a_source("s1", "staging")})}, {}, {}}, kNoon + 1h);
    const std::vector<storage::Transition> opened = {{std::nullopt, tests::a_violation("b-holds", "s1")}};
    store.apply(opened, kNoon + 1h);
    publish({workspace()});
  }

  WorkspaceState workspace(const std::string& name = "acme") const {
    WorkspaceState state = a_calm_workspace(name);
    state.database = store.path();
    return state;
  }
  void publish(std::vector<WorkspaceState> workspaces) {
    publication = publication_of(an_agent(std::move(workspaces)), {}, "1.2.3", kNoon);
  }
  std::string ask(const std::string& path, const std::string& query = "") const {
    const WebAnswer answer = resource_answer(publication, {"GET", path, query, ""}, {});
    BOOST_TEST(answer.status == 200);
    return body_of(answer);
  }
  int status_of(const std::string& path, const std::string& query = "") const {
    try {
      return resource_answer(publication, {"GET", path, query, ""}, {}).status;
    } catch (const WebError& error) {
      return error.status();
    }
  }

  tests::TemporaryDirectory directory;
  storage::Store store{directory / "acme.db", "key"};
  Publication publication;
};

BOOST_FIXTURE_TEST_SUITE(resource_site_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_resource_is_shown_with_its_values_violations_versions_and_relations) {
  const std::string page = ask("/resources/source/s1");
  BOOST_TEST(shows(page, "<h1><bdi>Source s1</bdi></h1>"));
  BOOST_TEST(shows(page, "<code>labels[0].value</code></th><td><bdi>staging</bdi>"));
  BOOST_TEST(shows(page, "<a href=\"../../policies/b-holds\">"));
  BOOST_TEST(shows(page, "<strong>modified</strong> <time datetime=\"2026-03-01T13:00:00Z\">"));
  BOOST_TEST(
      shows(page, "<td data-label=\"before\"><bdi>production</bdi></td><td data-label=\"after\"><bdi>staging</bdi>"));
  BOOST_TEST(shows(
      page, "<dt>sends to</dt><dd><ul class=\"plain\"><li><a href=\"../../resources/destination/d%2F2%20%22x%22\">"));
  BOOST_TEST(shows(page, "<dt>has the source_settings</dt>"));
  BOOST_TEST(shows(page, "complete, last complete look <time"));
  BOOST_TEST(shows(page, "Read at log position " + std::to_string(store.length())));
}

BOOST_AUTO_TEST_CASE(a_link_that_leads_nowhere_says_so) {
  const std::string page = ask("/resources/source/s1");
  BOOST_TEST(shows(page,
                   "<dt>forwards blocked events to</dt><dd><ul class=\"plain\"><li><code>source gone9</code> "
                   "<span class=\"gap\">not known here</span>"));
}

BOOST_AUTO_TEST_CASE(links_can_be_followed_from_the_other_side_too) {
  BOOST_TEST(shows(ask("/resources/destination_metadata/m1"), "<dt>has the instance</dt>"));
  const std::string page = ask("/resources/destination/d1");
  BOOST_TEST(shows(page, "<dt>receives from</dt><dd><ul class=\"plain\"><li><a href=\"../../resources/source/s1\">"));
  BOOST_TEST(shows(page, "<dt>Instance id</dt><dd><code>d1</code>"));
  BOOST_TEST(shows(page, "<span class=\"hidden\">hidden</span> <code>fp:0123</code>"));
}

BOOST_AUTO_TEST_CASE(a_resource_that_is_gone_is_shown_as_it_was_last) {
  storage::Observation look = a_look_at("destination", {{"d/2 \"x\"", std::nullopt}});
  look.gone = {{"d1", storage::GoneAs::deleted}};
  store.record({{look}, {}, {}}, kNoon + 2h);
  const std::string page = ask("/resources/destination/d1");
  BOOST_TEST(shows(page, "This resource is not there any more: deleted <time"));
  BOOST_TEST(shows(page, "<h2 id=\"values\">Last known values</h2>"));
  BOOST_TEST(shows(page, "<bdi>Mail</bdi>"));
  BOOST_TEST(Json::parse(ask("/api/v1/resources", "kind=destination&id=d1")).at("gone") == true);
}

BOOST_AUTO_TEST_CASE(the_map_tells_instance_ids_from_meta_ids) {
  const std::string page = ask("/destinations");
  BOOST_TEST(shows(page,
                   "<b><bdi>Braze</bdi></b> <span class=\"soft\">Meta id <code>m1</code></span> <span>2 instances, 2 "
                   "enabled</span>"));
  BOOST_TEST(shows(page, "<td data-label=\"Instance id\"><code>d1</code></td>"));
  BOOST_TEST(shows(page, "<td data-label=\"environment\">staging</td>"));
  BOOST_TEST(shows(ask("/destinations", "q=mail"), "1 instance of 1 integration"));
  BOOST_TEST(shows(ask("/destinations", "q=nothing"), "0 instances of 0 integrations"));
  BOOST_TEST(shows(ask("/destinations", "meta=m1"), "<dt>Instances</dt><dd>2, 2 enabled</dd>"));
}

BOOST_AUTO_TEST_CASE(a_map_of_thousands_stays_small) {
  storage::Observation look = a_look_at("destination", {});
  for (int i = 0; i < 6'000; ++i) {
    const std::string id = "x" + std::to_string(i);
    look.items.push_back({id, a_destination(id, "Name " + id, "s1", "m" + std::to_string(i % 40))});
  }
  store.record({{look}, {}, {}}, kNoon + 2h);
  const std::string page = ask("/destinations");
  BOOST_TEST(page.size() < 800'000u);
  BOOST_TEST(shows(page, "6002 instances of 40 integrations"));
  BOOST_TEST(shows(page, "<a href=\"./destinations?meta=m1\">All 152 instances</a>"));
  BOOST_TEST(shows(ask("/destinations", "meta=m1&page=2"), "Page 2 of 2"));
  BOOST_TEST(shows(ask("/resources/destination", "page=61"), "Page 61 of 61"));
}

BOOST_AUTO_TEST_CASE(lists_can_be_searched) {
  BOOST_TEST(shows(ask("/resources/destination", "q=D1"), "1 resource with “<bdi>D1</bdi>”"));
  BOOST_TEST(shows(ask("/resources", "q=braze"), "resources/destination_metadata/m1"));
  BOOST_TEST(shows(ask("/sources", "q=s1"), "1 source with"));
  BOOST_TEST(shows(ask("/resources", "q=%3Cscript%3E%22"), "value=\"&lt;script&gt;&quot;\""));
}

BOOST_AUTO_TEST_CASE(a_policy_has_a_page_with_its_remedy_and_violations) {
  const std::string page = ask("/policies/b-holds");
  BOOST_TEST(shows(page, "<h1>Title of b-holds</h1>"));
  BOOST_TEST(shows(page, "<p>Repair it.</p>"));
  BOOST_TEST(shows(page, "<a href=\"../resources/source/s1\">"));
}

BOOST_AUTO_TEST_CASE(the_json_says_the_same_with_its_position) {
  const Json resource = Json::parse(ask("/api/v1/resources", "kind=source&id=s1"));
  BOOST_TEST(resource.at("log_position") == store.length());
  BOOST_TEST(resource.at("body").at("labels")[0].at("value") == "staging");
  BOOST_TEST(resource.at("changes")[0].at("change") == "modified");
  BOOST_TEST(resource.at("changes")[0].at("fields")[0].at("old") == "production");
  BOOST_TEST(resource.at("violations")[0].at("policy") == "b-holds");
  BOOST_TEST(Json::parse(ask("/api/v1/resources", "kind=destination")).at("total") == 2);
  BOOST_TEST(Json::parse(ask("/api/v1/resources")).at("kinds").size() > 10u);
}

BOOST_AUTO_TEST_CASE(hostile_names_and_ids_act_nowhere) {
  for (const char* path : {"/destinations", "/resources/destination", "/resources/destination/d%2F2%20%22x%22",
                           "/resources/destination/d/2%20%22x%22"}) {
    const std::string page = ask(path);
    BOOST_TEST(!shows(page, "<b>\"x\""), path);
    BOOST_TEST(shows(page, "=&lt;b&gt;"), path);
    BOOST_TEST(!shows(page, "\xE2\x80\xAE"), path);
    BOOST_TEST(page.find('\0') == std::string::npos, path);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_not_found) {
  for (const char* path : {"/resources/nothing", "/resources/nothing/s1", "/resources/source/s2", "/resources/source/",
                           "/resources/source/..", "/resources/..%2f..%2fetc/passwd", "/policies/none", "/policies/",
                           "/resources/source/' OR 1=1 --"})
    BOOST_TEST(status_of(path) == 404, path);
  BOOST_TEST(status_of("/api/v1/resources", "kind=x") == 404);
  BOOST_TEST(status_of("/destinations", "meta=none") == 404);
}

BOOST_AUTO_TEST_CASE(what_is_asked_wrongly_is_refused) {
  for (const char* query : {"page=0", "page=-1", "page=x", "page=99999999999999999999", "page=", "q=1&q=2", "other=1"})
    BOOST_TEST(status_of("/sources", query) == 400, query);
  BOOST_TEST(status_of("/sources", "q=" + std::string(201, 'x')) == 400);
  BOOST_TEST(status_of("/api/v1/resources", "id=s1") == 400);
  BOOST_TEST(status_of("/resources/source/%00") == 400);
  BOOST_TEST(status_of("/resources/source/%ff") == 400);
}

BOOST_AUTO_TEST_CASE(several_workspaces_must_be_told_apart) {
  publish({workspace("acme"), workspace("other")});
  BOOST_TEST(status_of("/sources") == 400);
  BOOST_TEST(status_of("/sources", "workspace=none") == 404);
  const std::string page = ask("/sources", "workspace=other");
  BOOST_TEST(shows(page, "href=\"./resources/source/s1?workspace=other\""));
  BOOST_TEST(shows(page, "<input type=\"hidden\" name=\"workspace\" value=\"other\">"));
}

BOOST_AUTO_TEST_CASE(a_database_that_cannot_be_read_is_said_in_plain_words) {
  WorkspaceState lost = workspace();
  lost.database = directory / "none.db";
  publish({lost});
  BOOST_TEST(status_of("/sources") == 503);
}

BOOST_AUTO_TEST_CASE(a_request_to_stop_ends_reading) {
  std::stop_source stop;
  stop.request_stop();
  storage::Observation look = a_look_at("destination", {});
  for (int i = 0; i < 2'000; ++i)
    look.items.push_back({"y" + std::to_string(i), a_destination("y" + std::to_string(i), "n", "s1", "m1")});
  store.record({{look}, {}, {}}, kNoon + 2h);
  const WebAnswer answer = resource_answer(publication, {"GET", "/destinations", "", ""}, stop.get_token());
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.headers.at(0).first == "Retry-After");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
