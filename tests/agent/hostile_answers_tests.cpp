// Bytes of an answer in, reason and words of the miss out: the real transport, client and reader over a raw server.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "agent/confirmed_look.h"
#include "hostile_workspace.h"

namespace segaudit::agent {
namespace {

// The address sanitizer keeps freed memory for a while.
#ifdef __SANITIZE_ADDRESS__
constexpr int kMostMegabytes = 400;
#else
constexpr int kMostMegabytes = 100;
#endif

using namespace std::chrono_literals;

struct Case {
  std::string answer;
  std::string expected;  // "reason: words", without "GET /sources: " and the attempt; or how many items were read
};

void take_out(std::string& text, const std::string& part) {
  if (const auto at = text.find(part); at != std::string::npos) text.erase(at, part.size());
}

// One look at the sources, made by this handler.
std::string look(const HttpFixture::Handler& handler, std::chrono::milliseconds deadline = 10s) {
  HttpFixture server(handler);
  SystemClock clock;
  HttpTransport transport(options_for(server.url()), clock, [] { return Secret(kToken); });
  RateBudget budget(clock, 1.0);
  ClientOptions options = HostileWorkspace::client_options();
  options.deadline = deadline;
  SegmentClient client(transport, clock, budget, options);
  const DocumentReader reader(RedactionKey::ephemeral(), {});
  const SeenCache cache;
  const Looker looker(client, reader, cache);
  const LookResult result = confirmed_look(looker, {&kind_named("source"), "", "", {}, {}, {}}, {});
  if (const auto* found = std::get_if<Found>(&result.outcome)) return std::to_string(found->looked.ids.size()) + " read";
  const auto& missed = std::get<Missed>(result.outcome);
  std::string text = to_string(missed.failure) + ": " + missed.detail;
  BOOST_TEST(text.find(": GET /sources: ") != std::string::npos, text);
  BOOST_TEST(text.find(kToken) == std::string::npos, text);
  take_out(text, "GET /sources: ");
  take_out(text, " (attempt 1)");
  return text;
}

// What is expected may leave its end open, with a star.
void check(const std::vector<Case>& cases) {
  for (const auto& [answer, expected] : cases) {
    const std::string got = look(once(answer));
    const bool is_open = expected.ends_with('*');
    const bool fits = is_open ? got.starts_with(expected.substr(0, expected.size() - 1)) : got == expected;
    BOOST_TEST(fits, answer.substr(0, 120) << "\n  expected " << expected << "\n  got      " << got);
  }
}

std::string head(const std::string& fields, const std::string& body = "") {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

std::string sources(const std::string& items, const std::string& pagination = "{}") {
  return R"({"data":{"sources":[)" + items + R"(],"pagination":)" + pagination + "}}";
}

// An item with this id and something more, in an otherwise good answer.
std::string item(const std::string& more) { return json_answer(sources(R"({"id":"good"},{"id":"x",)" + more + "}")); }

const std::string kGood = sources(R"({"id":"a"},{"id":"b"})");

long status_kib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return std::stol(line.substr(name.size()));
  return 0;
}

// How much more memory than before was in use at most, in MiB.
template <typename Call>
long peak_mib(Call&& call) {
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
  const long before = status_kib("VmRSS:");
  call();
  return (status_kib("VmHWM:") - before) / 1024;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_answers_tests)

BOOST_AUTO_TEST_CASE(good_answers_are_read) {
  check({{json_answer(kGood), "2 read"}, {json_answer(sources("")), "0 read"}});
}

BOOST_AUTO_TEST_CASE(lengths_that_do_not_fit) {
  const std::string size = std::to_string(kGood.size());
  check({
      {head("Content-Length: " + size + "\r\n", kGood.substr(0, 20)),
       "unreachable: the connection was closed within the answer, after 20 of " + size + " bytes"},
      {head("Content-Length: 100000\r\n", kGood),
       "unreachable: the connection was closed within the answer, after " + size + " of 100000 bytes"},
      {head("Content-Length: 20\r\n", kGood), "malformed: the answer is not valid JSON (at byte 21)"},
      {head("Content-Length: -5\r\n", kGood), "malformed: the answer's content length is not a number"},
      {head("Content-Length: 5x\r\n", kGood), "malformed: the answer's content length is not a number"},
      {head("Content-Length: 99999999999999999999999\r\n", kGood),
       "malformed: the answer's content length is not a number"},
      {head("Content-Length: 9999999999\r\n", kGood),
       "too_large: the answer has 9999999999 bytes, more than 16777216"},
      {head("Content-Length: 1\r\nContent-Length: " + size + "\r\n", kGood),
       "malformed: the answer's content length is not a number"},
      {head("Content-Length: " + size + "\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       "malformed: the answer has both a content length and a transfer encoding"},
      {head("Transfer-Encoding: chunked\r\n", "5\r\n{\"dat\r\n"),
       "unreachable: the connection was closed within the answer, after 5 bytes"},
      {head("Transfer-Encoding: chunked\r\n", "-5\r\n{\"dat\r\n"), "malformed: the answer's chunks are damaged"},
      {head("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
       "malformed: the answer has a transfer encoding that nobody can read*"},
      {head("", kGood.substr(0, 20)), "malformed: the answer is not valid JSON (at byte 21)"},
      {head("Content-Length: 0\r\n"), "malformed: the answer is empty"},
      {"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", "malformed: status 204"},
  });
}

BOOST_AUTO_TEST_CASE(headers_of_every_evil) {
  const std::string much(1'000'000, 'x');
  std::string many, interim;
  for (int i = 0; i < 100'000; ++i) many += "a: b\r\n";
  for (int i = 0; i < 1'000; ++i) interim += "HTTP/1.1 102 Processing\r\n\r\n";
  check({
      {head("X: " + much + "\r\n"), "too_large: the answer's header has more than 65536 bytes"},
      {head(many), "too_large: the answer's header has more than 65536 bytes"},
      {head(many.substr(0, 6 * 201)), "too_large: the answer's header has more than 200 fields"},
      {head("Content-Length 5\r\n", "hello"),
       "malformed: field 1 of the answer's header has no colon"},
      {head("Content-Length : 5\r\n", "hello"),
       "malformed: field 1 of the answer's header has an impossible name"},
      {head("A: b\r\n: 5\r\n"), "malformed: field 2 of the answer's header has an impossible name"},
      {head(std::string("X: a\0b\r\n", 8)), "malformed: field 1 of the answer's header holds a control character"},
      {head(std::string("X\0: b\r\n", 7)),
       "malformed: field 1 of the answer's header has an impossible name"},
      {head("X: a\r b\r\n"), "malformed: field 1 of the answer's header holds a control character"},
      {head("X: a\r\n folded\r\n"), "malformed: field 2 of the answer's header continues the one before, which is no longer allowed"},
      {"HTTP/1.1 2oo OK\r\n\r\n", "malformed: the answer is not HTTP/1.1 (HTTP)"},
      {"HTTP/1.1 20000 OK\r\n\r\n", "malformed: the answer is not HTTP/1.1 (HTTP)"},
      {"HTTP/1.1 099 OK\r\n\r\n", "malformed: the answer is not HTTP/1.1 (HTTP)"},
      {"HTTP/9.9 200 OK\r\n\r\n", "malformed: the answer is not HTTP/1.1 (HTTP)"},
      {"HTTP/1.1 200 OK\r\nContent-Le", "unreachable: the connection was closed within the answer's header"},
      {interim, "malformed: more than 20 interim answers came instead of one answer"},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "malformed: the server switched protocols without being asked to"},
      {kGood, "malformed: the answer is not HTTP/1.1"},  // HTTP/0.9 has no header
      {std::string("\0\0\x12\x04\0\0\0\0\0", 9),  // how HTTP/2 begins
       "malformed: the answer is not HTTP/1.1"},
      {"\x15\x03\x01", "malformed: the answer is not HTTP/1.1"},  // a TLS alert
      {"", "unreachable: the connection was closed before the answer"},
  });
}

BOOST_AUTO_TEST_CASE(encodings_that_lie) {
  const std::string packed = gzipped(kGood);
  const std::string gzip = "Content-Encoding: gzip\r\n";
  check({
      {json_answer(packed, gzip), "2 read"},
      {json_answer(packed.substr(0, packed.size() - 3), gzip), "malformed: the answer's gzip data end early"},
      {head(gzip, packed.substr(0, packed.size() / 2)), "malformed: the answer's gzip data end early"},
      {json_answer(packed + "garbage", gzip), "malformed: the answer's gzip data are damaged"},
      {json_answer(kGood, gzip), "malformed: the answer's gzip data are damaged"},
      {json_answer(gzipped(packed), gzip), "malformed: the answer is not valid UTF-8"},
      {json_answer(packed), "malformed: the answer is not valid UTF-8"},
      {json_answer(kGood, "Content-Encoding: br\r\n"),
       "malformed: the answer has a content encoding that was not asked for*"},
      {json_answer(packed, "Content-Encoding: gzip, gzip\r\n"),
       "malformed: the answer has a content encoding that was not asked for*"},
      {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
       "malformed: the answer is text/html (6 bytes), not JSON"},
      {head("Content-Length: 6\r\n", "<html>"), "malformed: the answer is not valid JSON (at byte 1)"},
  });
}

BOOST_AUTO_TEST_CASE(text_that_is_none) {
  for (const std::string bytes : {"\xFF", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xC3"})
    check({{item("\"name\":\"" + bytes + "\""), "malformed: the answer is not valid UTF-8"},
           {item("\"" + bytes + "\":1"), "malformed: the answer is not valid UTF-8"}});
  for (const std::string escape : {R"(\ud800)", R"(\ud800x)", R"(\ud800\ud800)", R"(\udc00)", R"(\u12)"}) {
    for (const std::string& more : {"\"name\":\"" + escape + "\"", "\"" + escape + "\":1"}) {
      const std::string result = look(once(item(more)));
      BOOST_TEST(result.starts_with("malformed: the answer is not valid JSON (at byte "), more << ": " << result);
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_or_too_many) {
  const std::string digits(400, '9');
  for (const std::string& number : {std::string("1e400"), std::string("-1e400"), digits, "-" + digits}) {
    const std::string result = look(once(item("\"n\":" + number)));
    BOOST_TEST(result.starts_with("malformed: the answer has a number that is out of range (at byte "), result);
  }
  for (const char* number : {"NaN", "Infinity", "-Infinity", "0x10", "+1", "1.", ".5", "01"}) {
    const std::string result = look(once(item("\"n\":" + std::string(number))));
    BOOST_TEST(result.starts_with("malformed: the answer is not valid JSON (at byte "), number << ": " << result);
  }
  check({{item("\"n\":123456789012345678901234567890"), "2 read"}, {item("\"n\":1e-400"), "2 read"}});
}

BOOST_AUTO_TEST_CASE(depths_without_end) {
  const std::string expected = "malformed: the answer is nested deeper than 64 levels";
  std::string objects, lists(100'000, '[');
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  check({{item("\"n\":" + lists + std::string(100'000, ']')), expected},
         {item("\"n\":" + objects + "1" + std::string(100'000, '}')), expected},
         {json_answer(lists), expected},  // not even closed
         {json_answer(objects), expected}});
}

BOOST_AUTO_TEST_CASE(something_else_where_an_object_should_be) {
  check({
      {json_answer("null"), "malformed: the answer is not an object"},
      {json_answer(R"({"data":null})"), "malformed: the answer's \"data\" is null, not an object"},
      {json_answer(R"({"data":{"sources":null}})"), "malformed: data.sources is null"},
      {json_answer(sources(R"({"id":"a"},null)")), "malformed: data.sources: item 2 is null, not an object or text"},
      {json_answer(sources(R"({"id":"a"},5)")), "malformed: data.sources: item 2 is a number, not an object or text"},
      {json_answer(sources(R"({"id":"a"},"b")")),
       "malformed: an item is not an object (item 2 on page 1)"},
      {json_answer(sources("", "[]")), "malformed: data.pagination is a list, not an object"},
      {json_answer(sources("", "null")), "0 read"},
      {json_answer(sources("", R"({"next":[]})")), "malformed: data.pagination.next is a list, not text or a number"},
      {json_answer(sources("", R"({"next":")" + std::string(1'000'000, 'c') + "\"}")),
       "malformed: data.pagination.next has 1000000 bytes, more than 4096"},
      {item(R"("metadata":null)"),
       "malformed: an item's metadata is null, not an object (item 2 on page 1, id \"x\")"},
      {item(R"("metadata":{"name":"no id"})"), "malformed: an item has no id (item 2 on page 1, id \"x\")"},
      {json_answer(R"({"data":{"sources":[]},"data":{}})"), "malformed: the answer has the member \"data\" twice"},
  });
}

BOOST_AUTO_TEST_CASE(one_item_that_cannot_be_read_is_named) {
  std::string items;
  for (int i = 0; i < 199; ++i) items += R"({"id":"s)" + std::to_string(i) + "\"},";
  const auto with = [&](const std::string& last) { return json_answer(sources(items + last)); };
  check({
      {with("{}"), "malformed: an item has no id (item 200 on page 1)"},
      {with(R"({"id":null})"), "malformed: an item has no id (item 200 on page 1)"},
      {with(R"({"id":{}})"), "malformed: an item's id is neither text nor a number (item 200 on page 1)"},
      {with(R"({"id":true})"), "malformed: an item's id is neither text nor a number (item 200 on page 1)"},
      {with(R"({"id":12345678901234567890123})"),
       "malformed: an item's id is a number that has no exact form (item 200 on page 1)"},
      {with(R"({"id":")" + std::string(1'000'000, 'x') + "\"}"),
       "malformed: an item's id has 1000000 bytes, more than 2000 (item 200 on page 1, id \"" + std::string(57, 'x') +
           "...\")"},
      {with(R"({"id":"a\u0000b"})"),
       "malformed: an item's id holds a NUL character (item 200 on page 1, id \"a\\x00b\")"},
      {with(R"({"id":"a","id":"b"})"), "malformed: an item has the member \"id\" twice (item 200 on page 1)"},
      {with(R"({"id":"s7","name":"another"})"),
       "malformed: an item has the id of item 8 and says something else (item 200 on page 1, id \"s7\")"},
      {with(R"({ "id" : "s7" })"), "199 read"},
      {with(R"({"id":"s\u0037"})"), "199 read"},
      {with(R"({"id":"big","list":[)" + std::string(1'000'000, '1') + "1]}"),
       "malformed: the answer has a number that is out of range (at byte 1002717)"},
  });
  std::string list = "1";
  for (int i = 0; i < 70'000; ++i) list += ",1000000000000000";
  check({{with(R"({"id":"big","list":[)" + list + "]}"),
          "too_large: an item has 1190023 bytes as it would be stored, more than 1000000 (item 200 on page 1, id "
          "\"big\")"}});
}

BOOST_AUTO_TEST_CASE(redirections_are_not_followed_and_get_no_token) {
  HttpFixture elsewhere(always(json_answer(kGood)));
  for (const char* status : {"301", "302", "307", "308"})
    check({{"HTTP/1.1 " + std::string(status) + " Moved\r\nLocation: " + elsewhere.url() + "/sources\r\n\r\n",
            "refused: status " + std::string(status) + ": a redirection to http://127.0.0.1, which is not followed"}});
  check({{"HTTP/1.1 302 Found\r\nLocation: /sources\r\n\r\n",
          "refused: status 302: a redirection on the same host, which is not followed"},
         {"HTTP/1.1 302 Found\r\n\r\n", "refused: status 302: a redirection, which is not followed"},
         {"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", "refused: status 302: a redirection, which is not followed"}});
  BOOST_TEST(elsewhere.connections() == 0);
}

BOOST_AUTO_TEST_CASE(whatever_is_slow_ends_at_the_deadline) {
  const auto start = std::chrono::steady_clock::now();
  const auto dripping = [](std::string first, std::string drop) {
    return [=](Peer& peer) {
      peer.read_request();
      peer.send(first);
      peer.drip(drop);
    };
  };
  const std::string chunked = head("Transfer-Encoding: chunked\r\n");
  for (const auto& handler : {dripping("", "H"), dripping("HTTP/1.1 200 OK\r\nX: ", "x"), dripping(chunked, "1\r\n \r\n"),
                              dripping(chunked + "0\r\n", "A: b\r\n"), dripping(head("Content-Encoding: gzip\r\n"), "\x1f"),
                              dripping(head(""), " ")}) {
    const std::string result = look(handler, 100ms);
    // What is wrong from the first byte on need not wait.
    BOOST_TEST((result.starts_with("timeout: timed out while reading the answer") || result.starts_with("malformed: ")),
               result);
  }
  BOOST_TEST(look([](Peer& peer) { peer.wait_for_close(); }, 100ms) == "timeout: timed out while waiting for the answer");
  BOOST_TEST((std::chrono::steady_clock::now() - start < 3s));
}

BOOST_AUTO_TEST_CASE(a_string_of_50_megabytes_and_a_bomb_take_bounded_memory) {
  const std::string piece(1'000'000, 'x');
  const auto in_pieces = [&](std::string first) {
    return [&piece, first](Peer& peer) {
      peer.read_request();
      bool taken = peer.send(first + R"({"data":{"sources":[{"id":"a","name":")");
      for (int i = 0; i < 50 && taken; ++i) taken = peer.send(piece);
      if (taken) peer.send("\"}]}}");
    };
  };
  // A thousand megabytes in one: gzip may consist of several parts.
  std::string bomb;
  const std::string part = gzipped(std::string(50'000'000, '\0'));
  for (int i = 0; i < 20; ++i) bomb += part;
  BOOST_TEST(bomb.size() < 1'100'000u);
  std::vector<std::string> results;
  const long peak = peak_mib([&] {
    results.push_back(look(in_pieces(head(""))));
    results.push_back(look(in_pieces(head("Content-Length: 50000043\r\n"))));
    results.push_back(look(once(json_answer(bomb, "Content-Encoding: gzip\r\n"))));
  });
  BOOST_TEST(results[0] == "too_large: the answer has more than 16777216 bytes");
  BOOST_TEST(results[1] == "too_large: the answer has 50000043 bytes, more than 16777216");
  BOOST_TEST(results[2] == "too_large: the answer unpacks to more than 16777216 bytes");
  BOOST_TEST(peak < kMostMegabytes);
}

BOOST_AUTO_TEST_CASE(the_longest_string_that_is_let_through_is_cut) {
  std::string result;
  const std::string answer = json_answer(sources(R"({"id":"a","name":")" + std::string(15'000'000, 'n') + "\"}"));
  BOOST_TEST(peak_mib([&] { result = look(once(answer)); }) < 200);
  BOOST_TEST(result == "1 read");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
