// What hostile lists do to a workspace that is known: the real way from the socket to the database.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "hostile_workspace.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

const std::string kSources = R"({"data":{"sources":[{"id":"s1","name":"One"},{"id":"s2","name":"Two"}]}})";

std::string filters(const std::string& items) { return R"({"data":{"filters":[)" + items + "]}}"; }

struct Fixture : HostileWorkspace {
  Fixture() { api.answers("/sources", kSources); }

  Strings known(const std::string& kind, const std::string& parent = "") {
    Strings ids = store.known_ids({kind, parent});
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::int64_t changes() {
    std::int64_t sum = 0;
    for (const auto& [kind_and_type, count] : store.change_totals()) sum += count;
    return sum;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_lists_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_hostile_answer_is_a_gap_with_its_reason_and_changes_nothing) {
  poll_all();
  BOOST_TEST(known("source") == (Strings{"s1", "s2"}), boost::test_tools::per_element());
  const std::string good_head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {good_head + "Content-Length: 500\r\n\r\n" + kSources.substr(0, 45),
       "gap unreachable: GET /sources: the connection was closed within the answer, after 45 of 500 bytes (attempt 1)"},
      {json_answer(R"({"data":{"sources":[{"id":"s1","name":"Changed"},null]}})"),
       "gap malformed: GET /sources: data.sources: item 2 is null, not an object or text"},
      {json_answer(R"({"data":{"sources":[{"id":"s1","name":"Changed"},{"name":"no id"}]}})"),
       "gap malformed: GET /sources: an item has no id (item 2 on page 1)"},
      {json_answer(R"({"data":{"sources":[{"id":"s1","name":"Changed","metadata":null}]}})"),
       "gap malformed: GET /sources: an item's metadata is null, not an object (item 1 on page 1, id \"s1\")"},
      {json_answer(R"({"data":null})"), "gap malformed: GET /sources: the answer's \"data\" is null, not an object"},
      {good_head + "Content-Length: 50000000\r\n\r\n{",
       "gap too_large: GET /sources: the answer has 50000000 bytes, more than 16777216 (attempt 1)"},
      {"HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\n\r\n",
       "gap refused: GET /sources: status 302: a redirection to https://example.com, which is not followed (attempt 1)"},
      {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
       "gap not_permitted: GET /sources: status 403 (attempt 1)"},
  };
  for (const auto& [bytes, expected] : cases) {
    api.answers_bytes("/sources", bytes);
    const auto before = clock.now();
    poll_much_later();
    BOOST_TEST(state("source") == expected);
    BOOST_TEST(known("source") == (Strings{"s1", "s2"}), boost::test_tools::per_element());
    BOOST_TEST(store.body_of("source", "s1")->find("\"One\"") != std::string::npos);
    // Everything else went on, also what hangs under what cannot be seen.
    for (const auto& [kind, parent] : {std::pair{"destination", ""}, {"tracking_plan", ""}, {"source_settings", "s2"}}) {
      BOOST_TEST(state(kind, parent) == "complete");
      BOOST_TEST((collection(kind, parent).last_complete > before));
    }
    api.answers("/sources", kSources);
    poll_much_later();
    BOOST_TEST(state("source") == "complete");
    BOOST_TEST(changes() == 0);
  }
}

BOOST_AUTO_TEST_CASE(pages_that_go_on_for_ever_with_the_same_items_are_ended) {
  int page = 0;
  HttpFixture endless([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      if (!peer.send(json_answer(R"({"data":{"sources":[{"id":"s1"}],"pagination":{"next":"c)" + std::to_string(++page) +
                                 "\"}}}")))
        return;
    }
  });
  HttpTransport to_endless{options_for(endless.url()), clock, [] { return Secret(kToken); }};
  SegmentClient asking{to_endless, clock, budget, client_options()};
  const auto result = confirmed_look(Looker{asking, reader, cache}, {&kind_named("source"), "", "", {}, {}, {}}, {});
  BOOST_TEST(std::get<Missed>(result.outcome).detail ==
             "GET /sources: more than 100 pages in succession held nothing new");
  BOOST_TEST(page == 102);
}

BOOST_AUTO_TEST_CASE(pages_that_go_on_for_ever_with_new_items_are_ended_by_time_and_by_number) {
  int page = 0;
  HttpFixture endless([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      clock.skip(1min);
      const std::string number = std::to_string(++page);
      if (!peer.send(json_answer(R"({"data":{"sources":[{"id":"s)" + number + R"("}],"pagination":{"next":"c)" + number + "\"}}}")))
        return;
    }
  });
  HttpTransport to_endless{options_for(endless.url()), clock, [] { return Secret(kToken); }};
  ClientOptions options = client_options();
  options.deadline = 2min;
  const auto look = [&] {
    SegmentClient asking{to_endless, clock, budget, options};
    auto result = confirmed_look(Looker{asking, reader, cache}, {&kind_named("source"), "", "", {}, {}, {}}, {});
    const auto& missed = std::get<Missed>(result.outcome);
    return to_string(missed.failure) + ": " + missed.detail;
  };
  BOOST_TEST(look() == "timeout: GET /sources: not all pages came within 30 minutes, 30 did");
  options.most_pages = 20;
  BOOST_TEST(look() == "malformed: GET /sources: there are more than 20 pages");
}

BOOST_AUTO_TEST_CASE(cursors_that_go_back_end_the_list_and_delete_nothing) {
  poll_all();
  const auto page = [](const std::string& id, const std::string& next) {
    return R"({"data":{"sources":[{"id":")" + id + R"("}],"pagination":{"next":")" + next + "\"}}}";
  };
  api.answers("/sources?pagination.count=200", page("s1", "two"));
  api.answers("/sources?pagination.count=200&pagination.cursor=two", page("s1", "one"));
  api.answers("/sources?pagination.count=200&pagination.cursor=one", page("s1", "two"));
  poll_much_later();
  BOOST_TEST(state("source") == "gap malformed: GET /sources: the pages' cursor repeats");
  BOOST_TEST(known("source") == (Strings{"s1", "s2"}), boost::test_tools::per_element());
}

// --- the same id in two places

BOOST_AUTO_TEST_CASE(a_resource_in_two_places_at_once_stays_where_it_was) {
  api.answers("/destinations", R"({"data":{"destinations":[{"id":"d1"},{"id":"d2"}]}})");
  api.answers("/destination/d1/filters", filters(R"({"id":"f1","title":"first"})"));
  poll_all();
  api.answers("/destination/d2/filters", filters(R"({"id":"f1","title":"second"},{"id":"f2"})"));
  poll_much_later();
  poll_much_later();
  BOOST_TEST(state("destination_filter", "d2") ==
             "gap malformed: destination_filter \"f1\" is listed under \"d2\" and is known under \"d1\"");
  BOOST_TEST(state("destination_filter", "d1") == "complete");
  BOOST_TEST(known("destination_filter", "d1") == Strings{"f1"}, boost::test_tools::per_element());
  BOOST_TEST(known("destination_filter", "d2").empty());
  BOOST_TEST(store.body_of("destination_filter", "f1")->find("first") != std::string::npos);
  BOOST_TEST(changes() == 0);
}

BOOST_AUTO_TEST_CASE(at_first_sight_one_of_two_places_counts_and_the_other_is_a_gap) {
  api.answers("/destinations", R"({"data":{"destinations":[{"id":"d1"},{"id":"d2"}]}})");
  for (const char* path : {"/destination/d1/filters", "/destination/d2/filters"})
    api.answers(path, filters(R"({"id":"f1"})"));
  poll_all();
  BOOST_TEST(known("destination_filter", "d1").size() + known("destination_filter", "d2").size() == 1u);
  const bool first_is_gap = state("destination_filter", "d1").starts_with("gap malformed: ");
  BOOST_TEST(first_is_gap != state("destination_filter", "d2").starts_with("gap malformed: "));
  BOOST_TEST(changes() == 0);
}

BOOST_AUTO_TEST_CASE(a_resource_that_moves_is_followed) {
  api.answers("/destinations", R"({"data":{"destinations":[{"id":"d1"},{"id":"d2"}]}})");
  api.answers("/destination/d1/filters", filters(R"({"id":"f1"})"));
  poll_all();
  api.answers("/destination/d1/filters", filters(""));
  api.answers("/destination/d2/filters", filters(R"({"id":"f1"})"));
  poll_much_later();
  poll_much_later();
  BOOST_TEST(known("destination_filter", "d2") == Strings{"f1"}, boost::test_tools::per_element());
  BOOST_TEST(known("destination_filter", "d1").empty());
  BOOST_TEST(state("destination_filter", "d1") == "complete");
  BOOST_TEST(state("destination_filter", "d2") == "complete");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
