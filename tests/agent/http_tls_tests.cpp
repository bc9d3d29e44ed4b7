#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "certificates.h"
#include "http_client.h"

namespace segaudit::agent {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "segaudit-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct TlsFixture {
  TlsFixture() { authority.write_pem(folder / "ca.pem"); }

  std::string result(const Certificate& certificate, const std::string& host, bool trusted = true) {
    HttpFixture server(always(json_answer("{\"over\":\"tls\"}")), certificate);
    HttpOptions options = options_for("https://" + host + ":" + std::to_string(server.port()));
    options.ca_file = trusted ? (folder / "ca.pem").string() : "";
    Client client(options);
    try {
      const Response first = client.get();
      const Response second = client.get();
      BOOST_TEST(first.body == second.body);
      BOOST_TEST(server.connections() == 1);
      return first.body;
    } catch (const TransportError& error) {
      const std::string text = to_string(error.failure()) + ": " + error.what();
      const auto colon = text.find(": ", text.find(std::to_string(server.port())));
      return colon == std::string::npos ? text : text.substr(colon + 2);
    }
  }

  TemporaryFolder folder;
  Authority authority;
};

Environment environment_with(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_tls_tests)

BOOST_FIXTURE_TEST_CASE(a_good_certificate_is_accepted, TlsFixture) {
  BOOST_TEST(result(authority.issue("DNS:localhost"), "localhost") == "{\"over\":\"tls\"}");
  BOOST_TEST(result(authority.issue("IP:127.0.0.1"), "127.0.0.1") == "{\"over\":\"tls\"}");
}

BOOST_FIXTURE_TEST_CASE(a_certificate_of_another_host_is_refused_even_on_loopback, TlsFixture) {
  BOOST_TEST(result(authority.issue("DNS:api.example.com"), "localhost") == "certificate refused: hostname mismatch");
  BOOST_TEST(result(authority.issue("DNS:localhost"), "127.0.0.1") == "certificate refused: IP address mismatch");
}

BOOST_FIXTURE_TEST_CASE(an_expired_certificate_is_refused, TlsFixture) {
  BOOST_TEST(result(authority.issue("DNS:localhost", -1), "localhost") ==
             "certificate refused: certificate has expired");
}

BOOST_FIXTURE_TEST_CASE(a_certificate_signed_by_itself_is_refused, TlsFixture) {
  BOOST_TEST(result(self_signed("DNS:localhost"), "localhost") == "certificate refused: self-signed certificate");
}

BOOST_FIXTURE_TEST_CASE(an_authority_that_the_system_does_not_know_is_refused, TlsFixture) {
  BOOST_TEST(result(authority.issue("DNS:localhost"), "localhost", false) ==
             "certificate refused: unable to get local issuer certificate");
}

BOOST_FIXTURE_TEST_CASE(no_request_reaches_a_server_that_is_not_trusted, TlsFixture) {
  std::string seen = "nothing";
  {
    HttpFixture server([&](Peer& peer) { seen = peer.read_request(); }, self_signed("DNS:localhost"));
    HttpOptions options = options_for("https://localhost:" + std::to_string(server.port()));
    options.ca_file = (folder / "ca.pem").string();
    BOOST_TEST(Client(options).failure().starts_with("unreachable: "));
  }
  const bool token_sent = seen.find(kToken) != std::string::npos;
  BOOST_TEST(!token_sent);
}

BOOST_FIXTURE_TEST_CASE(old_tls_is_refused, TlsFixture) {
  const std::shared_ptr<SSL_CTX> old = server_tls(authority.issue("DNS:localhost"));
  SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION);
  SSL_CTX_set_security_level(old.get(), 0);
  HttpFixture server([&](Peer& peer) {
    if (peer.start_tls(old.get())) peer.send(json_answer("{}"));
  });
  HttpOptions options = options_for("https://localhost:" + std::to_string(server.port()));
  options.ca_file = (folder / "ca.pem").string();
  BOOST_TEST(Client(options).failure() ==
             "unreachable: localhost:" + std::to_string(server.port()) + ": TLS: tlsv1 alert protocol version");
}

BOOST_FIXTURE_TEST_CASE(a_tls_body_that_ends_early_is_noticed, TlsFixture) {
  HttpFixture server(once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\""), authority.issue("DNS:localhost"));
  HttpOptions options = options_for("https://localhost:" + std::to_string(server.port()));
  options.ca_file = (folder / "ca.pem").string();
  BOOST_TEST(Client(options).failure() ==
             "unreachable: the connection was closed within the answer, after 7 of 100 bytes");
}

BOOST_AUTO_TEST_CASE(a_ca_file_that_cannot_be_read_is_named) {
  HttpOptions options = options_for("https://localhost");
  options.ca_file = "/nonexistent/ca.pem";
  BOOST_CHECK_EXCEPTION(Client{options}, std::invalid_argument, [](const std::invalid_argument& error) {
    return std::string(error.what()).starts_with("cannot read certificates from /nonexistent/ca.pem: ");
  });
}

// --- proxies

BOOST_FIXTURE_TEST_CASE(https_goes_through_the_proxy_by_connect, TlsFixture) {
  const auto tls = server_tls(authority.issue("DNS:api.example.com"));
  std::string connect;
  std::string request;
  HttpFixture proxy([&](Peer& peer) {
    connect = peer.read_request();
    peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
    if (!peer.start_tls(tls.get())) return;
    request = peer.read_request();
    peer.send(json_answer("{\"through\":\"proxy\"}"));
  });
  HttpOptions options = options_for("https://api.example.com");
  options.ca_file = (folder / "ca.pem").string();
  options.environment =
      environment_with({{"https_proxy", "http://me:p%40ss@127.0.0.1:" + std::to_string(proxy.port())}});

  BOOST_TEST(Client(options).get().body == "{\"through\":\"proxy\"}");

  BOOST_TEST(connect ==
             "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n"
             "Proxy-Authorization: Basic bWU6cEBzcw==\r\n\r\n");
  BOOST_TEST(request.find("\r\nHost: api.example.com\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_refuses_is_named_without_its_password) {
  HttpFixture proxy(once("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
  HttpOptions options = options_for("https://api.example.com");
  options.environment = environment_with({{"HTTPS_PROXY", "http://me:pass@" + local(proxy)}});
  BOOST_TEST(Client(options).failure() ==
             "unreachable: proxy " + local(proxy) + " answered 407 to CONNECT api.example.com:443");
}

BOOST_FIXTURE_TEST_CASE(hosts_in_no_proxy_are_asked_directly, TlsFixture) {
  HttpFixture proxy([](Peer&) {});
  HttpFixture server(always(json_answer("{}")), authority.issue("DNS:localhost"));
  HttpOptions options = options_for("https://localhost:" + std::to_string(server.port()));
  options.ca_file = (folder / "ca.pem").string();
  options.environment = environment_with({{"HTTPS_PROXY", proxy.url()}, {"NO_PROXY", "example.com,localhost"}});
  BOOST_TEST(Client(options).get().status == 200);
  BOOST_TEST(proxy.connections() == 0);
}

BOOST_AUTO_TEST_CASE(plain_http_stays_on_this_machine_and_meets_no_proxy) {
  HttpFixture proxy([](Peer&) {});
  HttpFixture server(always(json_answer("{}")));
  HttpOptions options = options_for(server.url());
  options.environment = environment_with({{"HTTP_PROXY", proxy.url()}, {"HTTPS_PROXY", proxy.url()}});
  BOOST_TEST(Client(options).get().status == 200);
  BOOST_TEST(proxy.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
