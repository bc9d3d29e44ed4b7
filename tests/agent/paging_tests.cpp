#include <boost/test/unit_test.hpp>

#include "client_fixture.h"

namespace segaudit::agent {
namespace {

std::string items_of_size(int count, std::size_t bytes) {
  std::string items;
  for (int i = 0; i < count; ++i) items += (i == 0 ? "{\"x\":\"" : ",{\"x\":\"") + std::string(bytes - 8, 'x') + "\"}";
  return items;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(paging_tests, ClientFixture)

BOOST_AUTO_TEST_CASE(all_pages_of_a_collection_are_read_in_order) {
  transport.then(page(R"({"id":"a"})", R"({"next":"Mg=="})"));
  transport.then(page("", R"({"next":"Mw=="})"));
  transport.then(page(R"({"id":"b"},{"id":"c"})", R"({"next":null})"));
  Question question = sources();
  question.query = {{"groupBy.0", "eventName"}};

  BOOST_TEST(items(question) == (Strings{R"({"id":"a"})", R"({"id":"b"})", R"({"id":"c"})"}),
             boost::test_tools::per_element());

  BOOST_TEST(asked(0) == "/sources groupBy.0=eventName pagination.count=200");
  BOOST_TEST(asked(1) == "/sources groupBy.0=eventName pagination.count=200 pagination.cursor=Mg==");
  BOOST_TEST(asked(2) == "/sources groupBy.0=eventName pagination.count=200 pagination.cursor=Mw==");
}

BOOST_AUTO_TEST_CASE(a_single_object_is_read_without_paging) {
  transport.then(json(R"({"data":{"settings":{"a":1}}})"));
  BOOST_TEST(items(settings_of("s1")) == Strings{R"({"a":1})"}, boost::test_tools::per_element());
  BOOST_TEST(asked(0) == "/sources/s1/settings");
}

BOOST_AUTO_TEST_CASE(half_a_collection_does_not_pass_for_a_whole_one) {
  transport.then(json(R"({"data":{"settings":{},"pagination":{"next":"Mg=="}}})"));
  BOOST_TEST(failure(settings_of("s1")) ==
             "malformed: GET /sources/s1/settings: the answer has further pages, although this endpoint has none");
}

BOOST_AUTO_TEST_CASE(a_cursor_that_repeats_ends_the_run) {
  for (const char* next : {"a", "b", "a"}) transport.then(page("{}", "{\"next\":\"" + std::string(next) + "\"}"));
  BOOST_TEST(failure(sources()) == "malformed: GET /sources: the pages' cursor repeats");
}

BOOST_AUTO_TEST_CASE(pages_that_never_end_are_ended) {
  ClientOptions options;
  options.most_pages = 3;
  make(options);
  for (const char* next : {"a", "b", "c"}) transport.then(page("{}", "{\"next\":\"" + std::string(next) + "\"}"));
  BOOST_TEST(failure(sources()) == "malformed: GET /sources: there are more than 3 pages");
}

BOOST_AUTO_TEST_CASE(a_failing_page_fails_the_collection) {
  transport.then(page("{}", R"({"next":"a"})"));
  transport.then(error(404, "gone"));
  BOOST_TEST(failure(sources()) == "not_found: GET /sources: status 404: gone (attempt 1)");
}

// --- page sizes

BOOST_AUTO_TEST_CASE(a_first_page_that_is_too_large_is_asked_for_again_in_smaller_pieces) {
  ClientOptions options;
  options.page_bytes = 10'000;
  make(options);
  transport.then(page(items_of_size(200, 100), R"({"next":"a"})"));
  transport.then(page(items_of_size(70, 100), R"({"next":"b"})"));
  transport.then(page(items_of_size(10, 100)));
  BOOST_TEST(items(sources()).size() == 80u);
  BOOST_TEST(asked(0) == "/sources pagination.count=200");
  BOOST_TEST(asked(1) == "/sources pagination.count=74");
  BOOST_TEST(asked(2) == "/sources pagination.count=74 pagination.cursor=b");
}

BOOST_AUTO_TEST_CASE(the_size_that_fits_is_remembered_and_grows_again) {
  ClientOptions options;
  options.page_bytes = 10'000;
  make(options);
  transport.then(page(items_of_size(200, 100)));  // too large, but the only page
  transport.then(page(items_of_size(74, 10)));    // the items have become smaller
  transport.then(page(""));
  for (int i = 0; i < 3; ++i) items(sources());
  BOOST_TEST(asked(1) == "/sources pagination.count=74");
  BOOST_TEST(asked(2) == "/sources pagination.count=200");
}

BOOST_AUTO_TEST_CASE(a_page_that_did_not_arrive_for_its_size_is_asked_for_with_fewer_items) {
  transport.then_fail(Failure::too_large, "the answer has more than 67108864 bytes");
  transport.then_fail(Failure::too_large, "the answer has more than 67108864 bytes");
  transport.then(page("{}"));
  BOOST_TEST(items(sources()).size() == 1u);
  BOOST_TEST(asked(1) == "/sources pagination.count=50");
  BOOST_TEST(asked(2) == "/sources pagination.count=12");
}

BOOST_AUTO_TEST_CASE(a_single_item_that_is_too_large_is_an_error) {
  for (int i = 0; i < 5; ++i) transport.then_fail(Failure::too_large, "too many bytes");
  BOOST_TEST(failure(sources()) == "too_large: GET /sources: too many bytes (attempt 1)");
  BOOST_TEST(asked(4) == "/sources pagination.count=1");
}

// --- questions

BOOST_AUTO_TEST_CASE(questions_fill_the_paths_of_a_kind) {
  Kind kind;
  kind.path = "/tracking-plans/{parent}/rules";
  kind.items = "rules";
  kind.accept = "application/x";
  kind.paging = Paging::cursor;
  kind.query = {{"a", "b"}};
  kind.get_path = "/things/{parent}/{id}";
  kind.get_item = "rule";
  const Question list = list_question(kind, "tp/1 \n\xC3\xA4");
  BOOST_TEST(list.endpoint == "/tracking-plans/{parent}/rules");
  BOOST_TEST(list.path == "/tracking-plans/tp%2F1%20%0A%C3%A4/rules");
  BOOST_TEST(list.items == "rules");
  BOOST_TEST(list.accept == "application/x");
  BOOST_TEST((list.paging == Paging::cursor));
  BOOST_TEST(list.query.at(0).second == "b");
  const Question one = get_question(kind, "{id}", "..?x");
  BOOST_TEST(one.path == "/things/%7Bid%7D/..%3Fx");
  BOOST_TEST(one.items == "rule");
  BOOST_TEST((one.paging == Paging::none));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
