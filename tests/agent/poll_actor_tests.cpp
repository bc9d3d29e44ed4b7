#include <boost/test/unit_test.hpp>

#include "storage/query_session.h"
#include "tests/agent/polled_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

struct Fixture : PolledWorkspace {
  // Changes with who made them, a line each, in order.
  std::string attributions() {
    storage::QuerySession session(store.path());
    std::string text;
    for (const auto& row : session.run("SELECT kind || ' ' || resource_id || ' ' || change || coalesce(' by ' || actor, "
                                       "', ' || coalesce(attribution, 'not known yet')) FROM changes ORDER BY seq").rows)
      text += (text.empty() ? "" : "\n") + storage::to_text(row[0]);
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(poll_actor_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_change_gets_the_actor_of_its_event_in_the_step_that_sees_it) {
  settle();
  later(1min);
  simulator.workspace().patch({"source_settings", "", "webProd4Xk9"}, R"({"settings":{"forwardingBlockedEventsTo":null}})",
                              {.actor = "public-api-token/Tn5wRz9c"});
  later(1s);
  BOOST_TEST(step().changes == 1u);
  BOOST_TEST(attributions() == "source_settings webProd4Xk9 modified by public-api-token/Tn5wRz9c");
}

BOOST_AUTO_TEST_CASE(a_change_that_a_sweep_saw_first_gets_its_actor_when_the_event_comes_at_last) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.late = 6h + 10min});
  later(6h);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified, not known yet");
  later(20min);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified by user/2kPdWq7uYtRz");
}

BOOST_AUTO_TEST_CASE(of_two_people_who_touched_a_resource_the_last_one_is_named) {
  settle();
  later(1min);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.actor = "user/first"});
  later(5s);
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"name":"Shop"})", {.actor = "user/last"});
  later(5s);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified by user/last");
}

BOOST_AUTO_TEST_CASE(a_source_that_is_deleted_and_all_that_goes_with_it_have_one_actor) {
  settle();
  later(1min);
  simulator.workspace().remove({"source", "", "webProd4Xk9"}, {.actor = "user/5rTgZk1pQwFj"});
  later(1s);
  settle();
  later(6h);
  settle();
  later(30s);  // no event tells of what went with it: a second look has to lack it, too
  settle();
  const std::string all = attributions();
  BOOST_TEST(all.find("source webProd4Xk9 deleted by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("source_settings webProd4Xk9 deleted by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("destination gaWebProd1Kd8 vanished by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("tracking_plan_source tp_acmeWebShop8Kd/webProd4Xk9 vanished by user/5rTgZk1pQwFj") != std::string::npos, all);
  BOOST_TEST(all.find("not known yet") == std::string::npos, all);
}

BOOST_AUTO_TEST_CASE(a_change_that_no_event_tells_of_is_unattributed_once_the_trail_had_its_time) {
  settle();
  simulator.workspace().patch({"source", "", "webProd4Xk9"}, R"({"enabled":false})", {.missing = true});
  later(6h);
  settle();
  later(15min);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified, not known yet");
  later(1min);
  settle();
  BOOST_TEST(attributions() == "source webProd4Xk9 modified, unattributed");
}

BOOST_AUTO_TEST_SUITE_END()
