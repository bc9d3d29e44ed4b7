#include "agent/base_url.h"

#include <boost/test/unit_test.hpp>

#include "agent/proxy.h"

namespace segaudit::agent {
namespace {

std::string problem_of(const std::string& url) {
  try {
    parse_base_url(url);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no problem";
}

std::string proxy_of(const std::string& host, std::map<std::string, std::string> environment) {
  try {
    const auto proxy = proxy_for(host, 443, [&](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    });
    return proxy ? proxy->host + ":" + std::to_string(proxy->port) : "none";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_url_tests)

BOOST_AUTO_TEST_CASE(https_anywhere_and_http_on_this_machine_are_accepted) {
  BOOST_TEST(parse_base_url("https://api.segmentapis.com").authority() == "api.segmentapis.com:443");
  BOOST_TEST(parse_base_url("https://api.segmentapis.com/").host_header() == "api.segmentapis.com");
  BOOST_TEST(parse_base_url("http://[::1]:8080").authority() == "[::1]:8080");
  BOOST_TEST(parse_base_url("http://127.1.2.3:81").host_header() == "127.1.2.3:81");
  BOOST_TEST(!parse_base_url("http://localhost").tls);
}

BOOST_AUTO_TEST_CASE(every_other_url_is_refused_with_its_remedy) {
  BOOST_TEST(
      problem_of("http://api.segmentapis.com") ==
      "http://api.segmentapis.com would send the token unencrypted: use https:// (http is for this machine only)");
  BOOST_TEST(problem_of("http://localhost.example.com") ==
             "http://localhost.example.com would send the token unencrypted: use https:// (http is for this machine "
             "only)");
  BOOST_TEST(problem_of("ftp://example.com") == "ftp://example.com must begin with https://");
  BOOST_TEST(problem_of("example.com") == "example.com must begin with https://");
  BOOST_TEST(problem_of("https://") == "https:// names no host");
  BOOST_TEST(problem_of("https://me:secret@example.com") ==
             "https://***@example.com contains credentials: remove them, the token is read from its file");
  BOOST_TEST(problem_of("https://example.com/v1") == "https://example.com/v1 must end after the host and port");
  BOOST_TEST(problem_of("https://example.com?x=1") == "https://example.com?x=1 must end after the host and port");
  BOOST_TEST(problem_of("https://exa mple.com:port") ==
             "https://exa mple.com:port is not a URL: use one like https://api.segmentapis.com");
}

BOOST_AUTO_TEST_CASE(the_proxy_comes_from_the_environment) {
  BOOST_TEST(proxy_of("api.example.com", {}) == "none");
  BOOST_TEST(proxy_of("api.example.com", {{"HTTPS_PROXY", "http://proxy:3128"}}) == "proxy:3128");
  BOOST_TEST(proxy_of("api.example.com", {{"https_proxy", "proxy:3128"}}) == "proxy:3128");
  BOOST_TEST(proxy_of("api.example.com", {{"HTTP_PROXY", "http://proxy:3128"}}) == "none");
  BOOST_TEST(proxy_of("api.example.com", {{"HTTPS_PROXY", ""}}) == "none");
}

BOOST_AUTO_TEST_CASE(no_proxy_names_hosts_domains_and_ports) {
  const auto with = [](const std::string& no_proxy) {
    return proxy_of("api.example.com", {{"HTTPS_PROXY", "http://proxy:3128"}, {"no_proxy", no_proxy}});
  };
  for (const char* exempt :
       {"*", "api.example.com", "example.com", ".example.com", "a, API.example.com", "example.com:443"}) {
    BOOST_TEST(with(exempt) == "none", exempt);
  }
  for (const char* other : {"ample.com", "api.example.com.evil", "example.com:8443", "other"}) {
    BOOST_TEST(with(other) == "proxy:3128", other);
  }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_cannot_be_used_is_refused_without_its_password) {
  BOOST_TEST(proxy_of("x", {{"HTTPS_PROXY", "socks5://me:secret@proxy:1080"}}) ==
             "HTTPS_PROXY: must look like http://host:port (the scheme is not http)");
  BOOST_TEST(proxy_of("x", {{"HTTPS_PROXY", "http://me:secret@:3128"}}) ==
             "HTTPS_PROXY: must look like http://host:port");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
