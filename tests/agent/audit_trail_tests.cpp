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
                   a_look_at("source_settings", {{"s1", "{}"}}, "s1"), a_look_at("destination", {{"d1", "{}"}}),
                   a_look_at("destination_filter", {{"f1", "{}"}}, "d1"), a_look_at("user", {{"u1", "{}"}}),
                   a_look_at("group", {{"g1", "{}"}}), a_look_at("warehouse", {{"w1", "{}"}}),
                   a_look_at("function", {{"fn1", "{}"}}, "SOURCE")}, {}, {}}, kNoon);
  }
  // "source:s1 tracking_plan:" and so on; "kind:parent/" is a collection, "kind:part/id" a resource of a part.
  std::string touched(const AuditEvent& event) {
    std::set<std::string> names;
    for (const auto& one : touched_by(event, store))
      names.insert(std::string(one.kind->name) + ":" + (one.parent.empty() ? "" : one.parent + "/") + one.id);
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

BOOST_AUTO_TEST_CASE(a_connection_makes_the_edges_due) {
  BOOST_TEST(touched({"Source Connected to Tracking Plan", "source", "s1"}) == "source:s1 tracking_plan_source:");
  BOOST_TEST(touched({"Source Connected to Tracking Plan", "", "tp1"}) ==
             "source: tracking_plan:tp1 tracking_plan_source:tp1/");
}

BOOST_AUTO_TEST_CASE(the_longest_words_say_what_an_event_is_about) {
  BOOST_TEST(touched({"Destination Filter Enabled", "", "f1"}) == "destination_filter:d1/");
  BOOST_TEST(touched({"Destination Filters Modified", "integration", "new"}) == "destination_filter:");
  BOOST_TEST(touched({"Something Modified", "integration", "new"}) == "destination:");
  BOOST_TEST(touched({"Destination Filters Created", "", "new"}) == "destination_filter:");
  BOOST_TEST(touched({"Destination Filter Created", "", "d1"}) == "destination:d1 destination_filter:d1/");
  BOOST_TEST(touched({"Storage Destination Modified", "", "w1"}) == "warehouse:w1");
  BOOST_TEST(touched({"Warehouses Enabled", "", ""}) == "warehouse:");
  BOOST_TEST(touched({"Destination Function Modified", "function", "fn1"}) == "function:SOURCE/fn1");
  BOOST_TEST(touched({"Source Function Created", "function", "fn2"}) == "function:");
  BOOST_TEST(touched({"Transformation Created", "", "t1"}) == "transformation:t1");
}

BOOST_AUTO_TEST_CASE(an_id_in_another_notation_is_still_that_resource) {
  store.record({{a_look_at("function", {{"fn1", "{}"}, {"sfnc_abc", "{}"}}, "SOURCE")}, {}, {}}, kNoon);
  BOOST_TEST(touched({"Source Modified", "", "sources/s1"}) == "source:s1");
  BOOST_TEST(touched({"Function Modified", "function", "abc"}) == "function:SOURCE/sfnc_abc");
  BOOST_TEST(touched({"Function Modified", "function", "sfnc_abc"}) == "function:SOURCE/sfnc_abc");
  BOOST_TEST(touched({"Destination Filter Modified", "", "destinations/d1"}) == "destination_filter:d1/");
}

BOOST_AUTO_TEST_CASE(access_is_told_in_many_words) {
  BOOST_TEST(touched({"User Policy Updated", "", "u1"}) == "user:u1 user_permissions:u1/");
  BOOST_TEST(touched({"Policy Created", "", ""}) == "group: user_permissions:");
  BOOST_TEST(touched({"User Group Policy Updated", "", "g1"}) == "group:g1");
  BOOST_TEST(touched({"User Added To User Group", "", "g1"}) == "group:g1 group_member:g1/");
  BOOST_TEST(touched({"Group Memberships Deleted", "", ""}) == "group: group_member:");
  BOOST_TEST(touched({"Non-Segment User Invited to Workspace", "", ""}) == "invite:");
  BOOST_TEST(touched({"User Invite Accepted", "", ""}) == "invite: user:");
  BOOST_TEST(touched({"User Removed", "", "u1"}) == "user:u1");
  BOOST_TEST(touched({"Label Created", "", ""}) == "label:");
}

BOOST_AUTO_TEST_CASE(an_unknown_type_is_found_by_the_id) {
  BOOST_TEST(touched({"Something New Happened", "gadget", "tp1"}) == "tracking_plan:tp1");
  BOOST_TEST(touched({"Something New Happened", "gadget", "g9"}) == "");
}

BOOST_AUTO_TEST_CASE(an_event_that_is_no_object_touches_nothing) {
  BOOST_TEST(audit_event_in("[]").type == "");
  BOOST_TEST(audit_event_in(R"({"type":5,"resourceId":null})").resource_id == "");
}

BOOST_AUTO_TEST_CASE(the_window_overlaps_and_never_goes_back_further_than_the_trail) {
  using Query = std::vector<std::pair<std::string, std::string>>;
  BOOST_TEST((events_since(kNoon - 1h, kNoon) == Query{{"startTime", "2026-03-01T10:50:00Z"}, {"endTime", "2026-03-01T12:00:00Z"}}));
  BOOST_TEST(events_since({}, kNoon)[0].second == "2025-12-01T12:00:00Z");
  BOOST_TEST(events_since(kNoon + 24h, kNoon)[0].second == "2026-03-01T11:50:00Z");  // an event from the future
}

BOOST_AUTO_TEST_SUITE_END()
