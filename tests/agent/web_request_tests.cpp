#include <boost/test/unit_test.hpp>

#include "agent/web_request.h"

namespace segaudit::agent {
namespace {

WebRequest asking(const std::string& target) { return read_request("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"); }

// The status that a question ends with; 200 where nothing is wrong with it.
int status_of(const std::string& target, std::string_view known = "q page") {
  try {
    const WebRequest request = asking(target);
    percent_decoded(request.path);
    parameters_of(request, known);
    return 200;
  } catch (const WebError& error) {
    return error.status();
  }
}

BOOST_AUTO_TEST_SUITE(web_request_tests)

BOOST_AUTO_TEST_CASE(path_and_query_are_told_apart) {
  const WebRequest request = asking("/resources/source/a%2Fb?q=x#part");
  BOOST_TEST(request.method == "GET");
  BOOST_TEST(request.path == "/resources/source/a%2Fb");
  BOOST_TEST(request.query == "q=x");
  BOOST_TEST(percent_decoded(request.path) == "/resources/source/a/b");
}

BOOST_AUTO_TEST_CASE(parameters_are_decoded) {
  const auto parameters = parameters_of(asking("/?q=a+b%26%C3%A4&&page="), "q page");
  BOOST_TEST(parameters.at("q") == "a b&\xC3\xA4");
  BOOST_TEST(parameters.at("page") == "");
}

BOOST_AUTO_TEST_CASE(parameters_that_are_unknown_repeated_or_huge_are_refused) {
  BOOST_TEST(status_of("/?q=1&page=2") == 200);
  BOOST_TEST(status_of("/?other=1") == 400);
  BOOST_TEST(status_of("/?q=1", "") == 400);
  BOOST_TEST(status_of("/?q=1&q=1") == 400);
  BOOST_TEST(status_of("/?q=1&%71=1") == 400);
  BOOST_TEST(status_of("/?q+page=1") == 400);
  BOOST_TEST(status_of("/?q=" + std::string(3'000, 'x')) == 400);
  BOOST_TEST(status_of("/?q=" + std::string(9'000, 'x')) == 414);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_decoded_is_refused) {
  for (const char* hostile : {"/%", "/%2", "/%zz", "/%00", "/%ff", "/%c3%28", "/%ed%a0%80", "/?q=%00",
                              "/?q=%ff", "/?%zz=1"})
    BOOST_TEST(status_of(hostile) == 400, hostile);
  BOOST_TEST(status_of("/%e2%80%ae%3Cb%3E%22'") == 200);  // odd, but text, and may be an id
  BOOST_TEST(percent_decoded("/a%0ab%7f") == "/a\nb\x7f");
}

BOOST_AUTO_TEST_CASE(a_refusal_repeats_nothing_of_the_request) {
  for (const char* hostile : {"/?<script>=1", "/?q=1&q=<script>", "/%zz<script>"}) {
    try {
      const WebRequest request = asking(hostile);
      percent_decoded(request.path);
      parameters_of(request, "q");
      BOOST_ERROR(hostile);
    } catch (const WebError& error) {
      BOOST_TEST(std::string(error.what()).find("script") == std::string::npos, error.what());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused) {
  for (const char* head : {"\r\n\r\n", "GET\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET x HTTP/1.1\r\n\r\n",
                           "GET http://other/ HTTP/1.1\r\n\r\n", "\x16\x03\x01\r\n\r\n"}) {
    BOOST_CHECK_EXCEPTION(read_request(head), WebError, [](const WebError& error) { return error.status() == 400; });
  }
  BOOST_CHECK_EXCEPTION(read_request("GET / HTTP/2.0\r\n\r\n"), WebError,
                        [](const WebError& error) { return error.status() == 505; });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
