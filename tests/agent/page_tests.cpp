#include "agent/page.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "agent/item_reader.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

using Items = std::vector<std::string_view>;

Page slice(const std::string& body, const std::string& member = "sources") { return PageSlicer().slice(body, member); }

std::string problem_of(const std::string& body, const std::string& member = "sources") {
  try {
    slice(body, member);
  } catch (const PageError& error) {
    return error.what();
  }
  return "no problem";
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

// An item with `levels` further levels inside, in an answer.
std::string answer_with_depth(std::size_t levels) {
  return "{\"data\":{\"sources\":[{\"a\":" + nested(levels) + "}]}}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(page_tests)

BOOST_AUTO_TEST_CASE(a_list_is_cut_into_the_bytes_of_its_items) {
  const Page page = slice(R"({"data": {"sources": [ {"id":"a", "x": [1, {"y":"}]"}]} , {"id" : "b"}
  ,"text"], "pagination": {"current": "MQ==", "next": "Mg=="}}})");
  BOOST_TEST(page.items == (Items{R"({"id":"a", "x": [1, {"y":"}]"}]})", R"({"id" : "b"})", R"("text")"}),
             boost::test_tools::per_element());
  BOOST_TEST(page.next.value() == "Mg==");
}

BOOST_AUTO_TEST_CASE(a_page_may_be_moved_and_copied) {
  Page original = slice(R"({"data":{"sources":[{"id":"a"}]}})");
  const Page copy = original;
  const Page moved = std::move(original);
  original = Page();
  BOOST_TEST(copy.items.at(0) == R"({"id":"a"})");
  BOOST_TEST(moved.items.at(0) == R"({"id":"a"})");
}

BOOST_AUTO_TEST_CASE(a_single_object_is_one_item) {
  BOOST_TEST(slice(R"({"data":{"settings":{"track":{}}, "sourceId":"a"}})", "settings").items.at(0) ==
             R"({"track":{}})");
}

BOOST_AUTO_TEST_CASE(data_itself_is_the_item_where_no_member_is_named) {
  BOOST_TEST(slice(R"({"data": {"enabled":true} })", "").items.at(0) == R"({"enabled":true})");
}

BOOST_AUTO_TEST_CASE(an_empty_list_has_no_items) {
  const Page page = slice(R"({"data":{"sources":[],"pagination":{"current":""}}})");
  BOOST_TEST(page.items.empty());
  BOOST_TEST(!page.next);
}

BOOST_AUTO_TEST_CASE(the_last_page_is_known_in_all_its_shapes) {
  for (const char* pagination : {R"({"current":"a"})", R"({"next":null})", R"({"next":""})", "null", "{}"}) {
    BOOST_TEST(!slice(R"({"data":{"sources":[],"pagination":)" + std::string(pagination) + "}}").next, pagination);
  }
  BOOST_TEST(!slice(R"({"data":{"sources":[]}})").next);
}

BOOST_AUTO_TEST_CASE(a_cursor_is_unescaped_and_may_be_a_number) {
  BOOST_TEST(slice(R"({"data":{"sources":[],"pagination":{"next":"a\/b\u003d"}}})").next.value() == "a/b=");
  BOOST_TEST(slice(R"({"data":{"sources":[],"pagination":{"next": 20 }}})").next.value() == "20");
}

BOOST_AUTO_TEST_CASE(a_cursor_that_fits_into_no_request_is_refused) {
  const auto with_cursor = [](std::size_t size) {
    return R"({"data":{"sources":[],"pagination":{"next":")" + std::string(size, 'x') + "\"}}}";
  };
  BOOST_TEST(slice(with_cursor(4096)).next.value().size() == 4096u);
  BOOST_TEST(problem_of(with_cursor(1'000'000)) == "data.pagination.next has 1000000 bytes, more than 4096");
}

BOOST_AUTO_TEST_CASE(answers_of_another_shape_are_refused) {
  BOOST_TEST(problem_of("") == "the answer is empty");
  BOOST_TEST(problem_of("[]") == "the answer is not an object");
  BOOST_TEST(problem_of("\"data\"") == "the answer is not an object");
  BOOST_TEST(problem_of("{}") == "the answer has no \"data\"");
  BOOST_TEST(problem_of(R"({"errors":[]})") == "the answer has no \"data\"");
  BOOST_TEST(problem_of(R"({"data":null})") == "the answer's \"data\" is null, not an object");
  BOOST_TEST(problem_of(R"({"data":[]})", "") == "the answer's \"data\" is a list, not an object");
  BOOST_TEST(problem_of(R"({"data":{"destinations":[]}})") == "the answer has no data.sources");
  BOOST_TEST(problem_of(R"({"data":{"sources":null}})") == "data.sources is null");
  BOOST_TEST(problem_of(R"({"data":{"sources":"a"}})") == "data.sources is text, not a list or an object");
  BOOST_TEST(problem_of(R"({"data":{"sources":[{}, null]}})") ==
             "data.sources: item 2 is null, not an object or text");
  BOOST_TEST(problem_of(R"({"data":{"sources":[[]]}})") ==
             "data.sources: item 1 is a list, not an object or text");
  BOOST_TEST(problem_of(R"({"data":{"sources":[],"pagination":[]}})") == "data.pagination is a list, not an object");
  BOOST_TEST(problem_of(R"({"data":{"sources":[],"pagination":{"next":{}}}})") ==
             "data.pagination.next is an object, not text or a number");
}

BOOST_AUTO_TEST_CASE(members_that_decide_must_not_come_twice) {
  BOOST_TEST(problem_of(R"({"data":{"sources":[]},"data":{"sources":[]}})") ==
             "the answer has the member \"data\" twice");
  BOOST_TEST(problem_of(R"({"data":{"sources":[],"sources":[{}]}})") == "the answer has the member \"sources\" twice");
  BOOST_TEST(problem_of(R"({"data":{"sources":[],"pagination":{},"pagination":{}}})") ==
             "the answer has the member \"pagination\" twice");
  BOOST_TEST(problem_of(R"({"data":{"sources":[],"pagination":{"next":"a","n\u0065xt":""}}})") ==
             "the answer has the member \"next\" twice");
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_refused_wherever_it_hides) {
  for (const char* item : {"tru", "01", "\"a", "{\"a\":}", "{\"a\" 1}", "{'a':1}", "1,", "\"\t\"", "\"\\x\"", "NaN"}) {
    const std::string problem = problem_of(R"({"data":{"sources":[{"deep":[)" + std::string(item) + "]}]}}");
    BOOST_TEST(problem.starts_with("the answer is not valid JSON (at byte "), item << ": " << problem);
  }
  BOOST_TEST(problem_of(R"({"data":{"sources":[]}}})").starts_with("the answer is not valid JSON"));
  BOOST_TEST(problem_of(R"({"data":{"sources":[)").starts_with("the answer is not valid JSON"));
  BOOST_TEST(problem_of("<html>").starts_with("the answer is not valid JSON"));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_refused) {
  BOOST_TEST(problem_of("{\"data\":{\"sources\":[{\"name\":\"\xC3\x28\"}]}}") == "the answer is not valid UTF-8");
  BOOST_TEST(problem_of("{\"data\":{\"sources\":[{\"name\":\"\xED\xA0\x80\"}]}}") == "the answer is not valid UTF-8");
}

BOOST_AUTO_TEST_CASE(nesting_is_limited_exactly) {
  // The envelope, data, the list and the item are four levels.
  BOOST_TEST(problem_of(answer_with_depth(kDeepestJson - 4)) == "no problem");
  BOOST_TEST(problem_of(answer_with_depth(kDeepestJson - 3)) == "the answer is nested deeper than 64 levels");
  BOOST_TEST(problem_of(answer_with_depth(100'000)) == "the answer is nested deeper than 64 levels");
  // A large number leads to the slower of the two checks: the limit must be the same there.
  const auto with_large_number = [](std::size_t levels) {
    std::string answer = answer_with_depth(levels);
    return answer.replace(answer.find("{\"a\""), 1, "{\"n\":123456789012345678901234567890,");
  };
  BOOST_TEST(problem_of(with_large_number(kDeepestJson - 4)) == "no problem");
  BOOST_TEST(problem_of(with_large_number(kDeepestJson - 3)) == "the answer is nested deeper than 64 levels");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_json_but_large_are_accepted_and_those_that_do_not_fit_are_not) {
  const Page page = slice(R"({"data":{"sources":[{"n":123456789012345678901234567890}]}})");
  BOOST_TEST(nlohmann::json::parse(page.items.at(0)).at("n").is_number_float());
  BOOST_TEST(problem_of(R"({"data":{"sources":[{"n":1e400}]}})")
                 .starts_with("the answer has a number that is out of range (at byte "));
}

BOOST_AUTO_TEST_CASE(a_slicer_forgets_what_it_refused) {
  PageSlicer slicer;
  BOOST_CHECK_THROW(slicer.slice(answer_with_depth(1000), "sources"), PageError);
  BOOST_CHECK_THROW(slicer.slice("{\"data\":", "sources"), PageError);
  const Page first = slicer.slice(R"({"data":{"sources":[{"id":"a"}]}})", "sources");
  const Page second = slicer.slice(R"({"data":{"sources":[{"id":"b"}]}})", "sources");
  BOOST_TEST(first.items.at(0) == R"({"id":"a"})");
  BOOST_TEST(second.items.at(0) == R"({"id":"b"})");
}

BOOST_AUTO_TEST_CASE(string_fields_of_an_item_are_read_by_their_path) {
  const std::string item = R"({"name":"a \"b\" \u00e9","n":1,"metadata":{"logos":{"id":"no"},"id":"meta"},"id":"x"})";
  ItemReader reader;
  reader.read(item);
  BOOST_TEST(reader.string_field("id").value() == "x");
  BOOST_TEST(reader.string_field("metadata.id").value() == "meta");
  BOOST_TEST(reader.string_field("metadata.logos.id").value() == "no");
  BOOST_TEST(reader.string_field("name").value() == "a \"b\" \xC3\xA9");
  for (const char* absent : {"n", "metadata", "id.x", "metadata.x", "x", "", "n.id", "metadata."}) {
    BOOST_TEST(!reader.string_field(absent), absent);
  }
}

BOOST_AUTO_TEST_CASE(an_item_with_two_ids_has_none) {
  BOOST_TEST(!field_of(R"({"id":"a","id":"b"})", "id"));
  BOOST_TEST(!field_of(R"({"id":null,"id":"b"})", "id"));
  BOOST_TEST(!field_of(R"({"metadata":{"id":"a"},"metadata":{"id":"b"}})", "metadata.id"));
  BOOST_TEST(field_of(R"({"metadata":{"id":"a","x":1,"x":2}})", "metadata.id").value() == "a");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_has_no_fields) {
  for (const char* item : {"", "\"id\"", "[{\"id\":\"a\"}]", "null", "{", "{\"id\":"}) {
    BOOST_TEST(!field_of(item, "id"), item);
  }
}

BOOST_AUTO_TEST_CASE(a_reader_goes_on_to_the_next_item) {
  ItemReader reader;
  reader.read(R"({"id":"a long first item that needs some memory of its own, more than a short string"})");
  reader.read(R"({"id":"b"})");
  BOOST_TEST(reader.string_field("id").value() == "b");
  reader.read("");
  BOOST_TEST(!reader.string_field("id"));
}

BOOST_AUTO_TEST_CASE(foreign_text_is_shown_without_doing_harm) {
  BOOST_TEST(printable("plain, with umlaut \xC3\xA4 and \xF0\x9F\x98\x80") ==
             "plain, with umlaut \xC3\xA4 and \xF0\x9F\x98\x80");
  BOOST_TEST(printable(std::string_view("a\0b\n\x1b[31m\x7f", 10)) == "a\\x00b\\x0a\\x1b[31m\\x7f");
  BOOST_TEST(printable("\xC2\x9B"
                       "1m \xE2\x80\xAE"
                       "gnp.exe \xE2\x80\xA8 \xEF\xBB\xBF") == "\\u{009b}1m \\u{202e}gnp.exe \\u{2028} \\u{feff}");
  BOOST_TEST(printable("\xFF \xC3 \xE2\x82 \xC0\x80 \xED\xA0\x80 \xF5\x80\x80\x80") ==
             "\\xff \\xc3 \\xe2\\x82 \\xc0\\x80 \\xed\\xa0\\x80 \\xf5\\x80\\x80\\x80");
}

BOOST_AUTO_TEST_CASE(foreign_text_is_cut_between_characters) {
  BOOST_TEST(printable("1234567890", 10) == "1234567890");
  BOOST_TEST(printable("12345678901", 10) == "1234567...");
  BOOST_TEST(printable("123456\xC3\xA4\xC3\xA4\xC3\xA4", 10) == "123456...");
  BOOST_TEST(printable("12345\n\n", 10) == "12345...");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
