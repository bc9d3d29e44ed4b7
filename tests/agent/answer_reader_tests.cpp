#include "agent/answer_reader.h"

#include <boost/test/unit_test.hpp>

#include "http_fixture.h"

namespace segaudit::agent {
namespace {

constexpr AnswerLimits kLimits{1000, 10'000};

Response read_byte_by_byte(const std::string& bytes) {
  AnswerReader reader(kLimits);
  for (const char& byte : bytes) {
    const bool is_last = &byte == &bytes.back();
    BOOST_TEST(reader.feed({&byte, 1}) == is_last);
  }
  return reader.take();
}

std::string failure_of(const std::string& bytes) {
  AnswerReader reader(kLimits);
  try {
    if (!reader.feed(bytes)) reader.end();
  } catch (const TransportError& error) {
    return to_string(error.failure()) + ": " + error.what();
  }
  return "no failure";
}

bool can_go_on_after(const std::string& bytes) {
  AnswerReader reader(kLimits);
  reader.feed(bytes);
  return reader.can_go_on();
}

std::string chunked(const std::string& rest) { return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + rest; }

}  // namespace

BOOST_AUTO_TEST_SUITE(answer_reader_tests)

BOOST_AUTO_TEST_CASE(the_pieces_in_which_an_answer_arrives_do_not_matter) {
  const std::string packed = gzipped("unpacked");
  BOOST_TEST(read_byte_by_byte(json_answer("{\"a\":1}")).body == "{\"a\":1}");
  BOOST_TEST(read_byte_by_byte(chunked("3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n")).body ==
             "abc0123456789");
  BOOST_TEST(read_byte_by_byte(json_answer(packed, "Content-Encoding: gzip\r\n")).body == "unpacked");
  BOOST_TEST(read_byte_by_byte("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").status ==
             204);
}

BOOST_AUTO_TEST_CASE(an_answer_without_length_ends_with_the_connection) {
  AnswerReader reader(kLimits);
  BOOST_TEST(!reader.feed("HTTP/1.1 200 OK\r\n\r\nall there is"));
  reader.end();
  BOOST_TEST(!reader.can_go_on());
  BOOST_TEST(reader.take().body == "all there is");
}

BOOST_AUTO_TEST_CASE(a_connection_goes_on_only_after_an_answer_with_a_clear_end) {
  BOOST_TEST(can_go_on_after(json_answer("{}")));
  BOOST_TEST(can_go_on_after(chunked("0\r\n\r\n")));
  BOOST_TEST(!can_go_on_after(json_answer("{}", "Connection: Close\r\n")));
  BOOST_TEST(!can_go_on_after("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
  BOOST_TEST(!can_go_on_after(json_answer("{}") + "surplus"));
  BOOST_TEST(!can_go_on_after("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"));
  BOOST_TEST(can_go_on_after("HTTP/1.1 204 No Content\r\n\r\n"));
  // The body that it announces may follow, where the next answer is expected.
  BOOST_TEST(!can_go_on_after("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(damaged_answers_are_malformed) {
  BOOST_TEST(failure_of("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n") ==
             "malformed: the answer's content length is not a number");
  BOOST_TEST(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab") ==
             "malformed: the answer's content length is not a number");
  BOOST_TEST(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n") ==
             "malformed: the answer has a transfer encoding that nobody can read");
  BOOST_TEST(failure_of("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n") ==
             "malformed: the answer has a content encoding that was not asked for (br)");
  BOOST_TEST(failure_of(chunked("zz\r\n")) == "malformed: the answer's chunks are damaged");
  BOOST_TEST(failure_of(chunked("3\r\nabcdef\r\n")) == "malformed: a chunk of the answer is longer than announced");
  BOOST_TEST(failure_of(chunked("ffffffffffffffffff\r\n")) == "malformed: the answer's chunks are damaged");
  BOOST_TEST(failure_of("HTTP/2 200\r\n\r\n") ==
             "malformed: the answer is not HTTP/1.1 (HTTP)");
  BOOST_TEST(failure_of("HTTP/1.1 101 Switching Protocols\r\n\r\n") ==
             "malformed: the server switched protocols without being asked to");
}

BOOST_AUTO_TEST_CASE(damaged_gzip_is_malformed) {
  const std::string packed = gzipped("some text that is long enough to be cut");
  const std::string header = "Content-Encoding: gzip\r\n";
  BOOST_TEST(failure_of(json_answer(packed.substr(0, packed.size() - 4), header)) ==
             "malformed: the answer's gzip data end early");
  BOOST_TEST(failure_of(json_answer("not packed", header)) == "malformed: the answer's gzip data are damaged");
  BOOST_TEST(failure_of(json_answer("", header)) == "no failure");
  // It unpacks to more than the limit before the damage: in whatever pieces it comes, that is told.
  std::string bomb = gzipped(std::string(20'000, '0'));
  bomb[bomb.size() - 6] ^= 1;
  BOOST_TEST(failure_of(json_answer(bomb, header)) == "too_large: the answer unpacks to more than 10000 bytes");
}

BOOST_AUTO_TEST_CASE(every_part_of_an_answer_is_bounded) {
  const std::string much(20'000, 'x');
  BOOST_TEST(failure_of(chunked("4e20\r\n" + much)) == "too_large: the answer has more than 10000 bytes");
  BOOST_TEST(failure_of(chunked("0\r\nA: " + much.substr(0, 2000) + "\r\n\r\n")) ==
             "too_large: the answer's trailers have more than 1000 bytes");
  BOOST_TEST(failure_of(chunked(much)) == "malformed: the answer's chunks are damaged");
  BOOST_TEST(failure_of("HTTP/1.1 200 OK\r\n" + much) == "too_large: the answer's header has more than 1000 bytes");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
