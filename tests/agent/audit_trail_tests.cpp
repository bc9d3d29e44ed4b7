#include <boost/test/unit_test.hpp>

#include "agent/audit_trail.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;
using namespace segaudit::agent;
using namespace segaudit::tests;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  storage::Store store{directory / "acme.db", "key"};

  Fixture() {
    store.record({{a_look_at("source", {a_source("s1")}), a_look_at("tracking_plan", {{"tp1", "{}"}}),
                   a_look_at("source_settings", {{"s1", "{}"}}, "s1")}, {}, {}}, kNoon);
  }
  // "source:s1 tracking_plan:" and so on.
  std::string touched(const AuditEvent& event) {
    std::set<std::string> names;
    for (const auto& one : touched_by(event, store)) names.insert(std::string(one.kind->name) + ":" + one.id);
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : " ") + name;
    return all;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_trail_tests, Fixture)

BOOST_AUTO_TEST_CASE(events_of_both_vocabularies_name_their_kind) {
  BOOST_TEST(touched({"Source Modified", "source", "s1"}) == "source:s1");
  BOOST_TEST(touched({"Source Settings Modified", "", "s1"}) == "source:s1");
  BOOST_TEST(touched({"Integrations Disabled", "", "unknown"}) == "destination:");
  BOOST_TEST(touched({"Integration Created", "integration", "d9"}) == "destination:d9");
}

BOOST_AUTO_TEST_CASE(a_connection_makes_plan_and_edges_due) {
  BOOST_TEST(touched({"Source Connected to Tracking Plan", "source", "s1"}) ==
             "source:s1 tracking_plan: tracking_plan_source:");
}

BOOST_AUTO_TEST_CASE(an_unknown_type_is_found_by_the_id) {
  BOOST_TEST(touched({"Something New Happened", "gadget", "tp1"}) == "tracking_plan:tp1");
  BOOST_TEST(touched({"Something New Happened", "gadget", "g1"}) == "");
}

BOOST_AUTO_TEST_CASE(an_event_that_is_no_object_touches_nothing) {
  BOOST_TEST(audit_event_in("[]").type == "");
  BOOST_TEST(audit_event_in(R"({"type":5,"resourceId":null})").resource_id == "");
}

BOOST_AUTO_TEST_CASE(the_window_overlaps_and_never_goes_back_further_than_the_trail) {
  using Query = std::vector<std::pair<std::string, std::string>>;
  BOOST_TEST((events_since(kNoon - 1h, kNoon) == Query{{"startTime", "2026-03-01T10:50:00Z"}, {"endTime", "2026-03-01T12:00:00Z"}}));
  BOOST_TEST(events_since({}, kNoon)[0].second == "2025-12-01T12:00:00Z");
  BOOST_TEST(events_since(kNoon + 24h, kNoon)[0].second == "2026-03-01T12:00:00Z");  // an event from the future
}

BOOST_AUTO_TEST_SUITE_END()
