#include <boost/test/unit_test.hpp>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>

#include <sys/resource.h>

#include <chrono>
#include <iterator>
#include <list>
#include <thread>

#include "agent/web_server.h"
#include "output_fixture.h"
#include "unpacked.h"

namespace segaudit::agent {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

struct Answer {
  int status = 0;
  HTTPResponse headers;
  std::string body;
};

// A server on a free port of this machine, with a publication that tests may replace.
struct Fixture {
  Fixture() : Fixture(WebServerOptions{}) {}
  explicit Fixture(WebServerOptions options) {
    options.listen.port = 0;
    server = std::make_unique<WebServer>(options, publisher, [] { return std::string("live 1\n"); });
  }

  void publish(WorkspaceState state) {
    publisher.publish(publication_of(an_agent({std::move(state)}), {}, "1.2.3", kNoon));
  }

  Answer ask(const std::string& path, const std::string& method = "GET", const std::string& encoding = "") const {
    Poco::Net::HTTPClientSession session("127.0.0.1", server->port());
    session.setTimeout(Poco::Timespan(10, 0));
    HTTPRequest request(method, path, HTTPRequest::HTTP_1_1);
    if (!encoding.empty()) request.set("Accept-Encoding", encoding);
    session.sendRequest(request);
    Answer answer;
    std::istream& body = session.receiveResponse(answer.headers);
    answer.status = answer.headers.getStatus();
    answer.body.assign(std::istreambuf_iterator<char>(body), {});
    return answer;
  }

  Publisher publisher;
  std::unique_ptr<WebServer> server;
};

Poco::Net::StreamSocket connected(const WebServer& server) {
  return Poco::Net::StreamSocket(Poco::Net::SocketAddress("127.0.0.1", server.port()));
}

// Whether the other side ended the connection; how, does not matter.
bool is_closed(Poco::Net::StreamSocket& socket) {
  socket.setReceiveTimeout(Poco::Timespan(10, 0));
  char byte = 0;
  try {
    return socket.receiveBytes(&byte, 1) == 0;
  } catch (const Poco::TimeoutException&) {
    return false;
  } catch (const Poco::Net::NetException&) {
    return true;
  }
}

BOOST_AUTO_TEST_SUITE(web_server_tests)

BOOST_AUTO_TEST_CASE(everything_published_is_served) {
  Fixture fixture;
  fixture.publish(a_troubled_workspace());
  const auto publication = fixture.publisher.current();
  BOOST_TEST(fixture.ask("/metrics").body == publication->metrics + "live 1\n");
  BOOST_TEST(fixture.ask("/api/v1/violations").body == publication->violations_json);
  BOOST_TEST(fixture.ask("/api/v1/status?pretty=1").body == publication->status_json);
  BOOST_TEST(fixture.ask("/").body == publication->page_html);
  BOOST_TEST(fixture.ask("/-/healthy").body == "healthy\n");
  BOOST_TEST(fixture.ask("/-/ready").body == "ready\n");
  BOOST_TEST(fixture.ask("/metrics").headers.getContentType() == "text/plain; version=0.0.4; charset=utf-8");
  BOOST_TEST(fixture.ask("/").headers.getContentType() == "text/html; charset=utf-8");
  BOOST_TEST(fixture.ask("/api/v1/status").headers.getContentType() == "application/json");
  BOOST_TEST(fixture.ask("/style.css").headers.getContentType() == "text/css; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(what_is_published_later_replaces_what_was) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  fixture.publish(a_troubled_workspace());
  BOOST_TEST(fixture.ask("/").body.find("1 open violation") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(metrics_are_packed_for_those_who_accept_it) {
  Fixture fixture;
  fixture.publish(a_troubled_workspace());
  const Answer packed = fixture.ask("/metrics", "GET", "gzip");
  BOOST_TEST(packed.headers.get("Content-Encoding") == "gzip");
  BOOST_TEST(packed.headers.get("Vary") == "Accept-Encoding");
  BOOST_TEST(unpacked(packed.body) == fixture.publisher.current()->metrics + "live 1\n");
  BOOST_TEST(!fixture.ask("/metrics", "GET", "identity").headers.has("Content-Encoding"));
}

BOOST_AUTO_TEST_CASE(before_the_first_poll_it_is_healthy_but_not_ready) {
  Fixture fixture;
  BOOST_TEST(fixture.ask("/-/healthy").status == 200);
  BOOST_TEST(fixture.ask("/-/ready").status == 503);
  BOOST_TEST(fixture.ask("/metrics").body == "starting: nothing to show yet\n");
  WorkspaceState state = a_calm_workspace();
  state.ready = false;
  state.problem = "GET /: status 401: bad token\n\x1b[31m";
  fixture.publish(state);
  const Answer answer = fixture.ask("/-/ready");
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.body ==
             "not ready\nworkspace acme: the first poll is not complete yet "
             "(GET /: status 401: bad token\\x0a\\x1b[31m)\n");
  BOOST_TEST(fixture.ask("/metrics").status == 200);
}

BOOST_AUTO_TEST_CASE(head_answers_like_get_without_a_body) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  const Answer answer = fixture.ask("/", "HEAD");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == "");
  BOOST_TEST(std::size_t(answer.headers.getContentLength()) == fixture.publisher.current()->page_html.size());
}

BOOST_AUTO_TEST_CASE(other_methods_are_refused) {
  Fixture fixture;
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"}) {
    const Answer answer = fixture.ask("/", method);
    BOOST_TEST(answer.status == 405, method);
    BOOST_TEST(answer.headers.get("Allow") == "GET, HEAD");
    BOOST_TEST(answer.body == "only GET and HEAD are answered here\n");
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_path_names_the_known_ones) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  for (const char* path :
       {"/nothing", "/metrics/", "/api/v1", "/../etc/passwd", "/%2e%2e/", "/metrics%00", "/<script>"}) {
    const Answer answer = fixture.ask(path);
    BOOST_TEST(answer.status == 404, path);
    BOOST_TEST(answer.body ==
               "nothing is here. There are: / /metrics /-/healthy /-/ready /sources /destinations /resources "
               "/policies/ID /api/v1/violations /api/v1/resources /api/v1/status\n");
  }
}

BOOST_AUTO_TEST_CASE(every_answer_has_the_security_headers) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  for (const char* path : {"/", "/metrics", "/nothing", "/api/v1/status"}) {
    const HTTPResponse headers = fixture.ask(path).headers;
    BOOST_TEST(headers.get("Content-Security-Policy") ==
               "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
               "frame-ancestors 'none'");
    BOOST_TEST(headers.get("X-Content-Type-Options") == "nosniff");
    BOOST_TEST(headers.get("Referrer-Policy") == "no-referrer");
    BOOST_TEST(headers.get("X-Frame-Options") == "DENY");
    BOOST_TEST(headers.get("Cache-Control") == "no-store");
  }
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_explained) {
  const Fixture first;
  const Publisher publisher;
  WebServerOptions options;
  options.listen.port = first.server->port();
  const std::string says =
      "cannot listen on 127.0.0.1:" + std::to_string(first.server->port()) +
      ": Address already in use: another program (or another segaudit) uses this port: stop it, or "
      "change web.listen";
  BOOST_CHECK_EXCEPTION(WebServer(options, publisher, [] { return std::string(); }), WebServerError,
                        [&](const WebServerError& error) { return error.what() == says; });
}

BOOST_AUTO_TEST_CASE(an_address_of_another_machine_is_explained) {
  const Publisher publisher;
  WebServerOptions options;
  options.listen = {"192.0.2.1", 0};
  BOOST_CHECK_EXCEPTION(WebServer(options, publisher, [] { return std::string(); }), WebServerError,
                        [](const WebServerError& error) {
                          return error.what() == std::string(
                                                     "cannot listen on 192.0.2.1:0: Cannot assign requested address: "
                                                     "this machine has no such address: change web.listen");
                        });
}

BOOST_AUTO_TEST_CASE(mute_clients_are_cut_and_do_not_keep_others_waiting_for_ever) {
  WebServerOptions options;
  options.silence = std::chrono::milliseconds(200);
  Fixture fixture(options);
  fixture.publish(a_calm_workspace());
  std::list<Poco::Net::StreamSocket> mute;
  for (int i = 0; i < 4; ++i) mute.push_back(connected(*fixture.server));
  BOOST_TEST(fixture.ask("/-/healthy").status == 200);
  for (auto& socket : mute) BOOST_TEST(is_closed(socket));
}

BOOST_AUTO_TEST_CASE(a_client_that_drips_is_cut_at_the_deadline_of_its_connection) {
  WebServerOptions options;
  options.connection = std::chrono::milliseconds(300);
  Fixture fixture(options);
  Poco::Net::StreamSocket socket = connected(*fixture.server);
  const std::string request = "GET / HTTP/1.1\r\nX-Drip: ";
  socket.sendBytes(request.data(), int(request.size()));
  std::jthread dripping([&](std::stop_token stop) {
    try {
      while (!stop.stop_requested()) {
        socket.sendBytes("x", 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the drip itself, not a wait for something
      }
    } catch (const Poco::Exception&) {
      // cut
    }
  });
  BOOST_TEST(is_closed(socket));
}

// Connections that say nothing, or half a request; the process needs two descriptors for each.
struct Crowd {
  Crowd(const WebServer& server, int size, const std::string& says) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, std::max<rlim_t>(limit.rlim_cur, 4096));
    ::setrlimit(RLIMIT_NOFILE, &limit);
    for (int i = 0; i < size; ++i) {
      sockets.push_back(connected(server));
      if (!says.empty()) sockets.back().sendBytes(says.data(), int(says.size()));
    }
  }
  std::list<Poco::Net::StreamSocket> sockets;
};

// Of which there is much JSON, and few metrics.
WorkspaceState a_wordy_workspace() {
  WorkspaceState state = a_troubled_workspace();
  for (int i = 0; i < 100; ++i) {
    state.violations.push_back(tests::a_violation("b-holds", "r" + std::to_string(i)));
    state.violations.back().message.assign(60'000, 'm');
  }
  return state;
}

std::chrono::milliseconds slowest_of(int scrapes, const Fixture& fixture) {
  std::chrono::steady_clock::duration slowest{};
  for (int i = 0; i < scrapes; ++i) {
    const auto start = std::chrono::steady_clock::now();
    BOOST_REQUIRE(fixture.ask("/metrics").status == 200);
    slowest = std::max(slowest, std::chrono::steady_clock::now() - start);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(slowest);
}

BOOST_AUTO_TEST_CASE(a_thousand_idle_connections_do_not_slow_a_scrape) {
  Fixture fixture;
  fixture.publish(a_troubled_workspace());
  for (const char* says : {"", "GET /metrics HTTP/1.1\r\nX: "}) {
    const Crowd crowd(*fixture.server, 1000, says);
    BOOST_TEST(slowest_of(100, fixture).count() < 1000);  // with a thread for each it would be seconds
  }
}

BOOST_AUTO_TEST_CASE(the_connection_that_is_silent_longest_makes_way) {
  WebServerOptions options;
  options.connections = 8;
  Fixture fixture(options);
  fixture.publish(a_calm_workspace());
  Crowd crowd(*fixture.server, 8, "GET");
  BOOST_TEST(fixture.ask("/-/healthy").status == 200);
  BOOST_TEST(is_closed(crowd.sockets.front()));
  // The one that came last is still served.
  const std::string rest = " /-/healthy HTTP/1.1\r\n\r\n";
  crowd.sockets.back().sendBytes(rest.data(), int(rest.size()));
  char status[13] = {};
  crowd.sockets.back().receiveBytes(status, 12);
  BOOST_TEST(std::string(status) == "HTTP/1.1 200");
}

BOOST_AUTO_TEST_CASE(readers_that_take_nothing_do_not_hold_up_others) {
  Fixture fixture;
  fixture.publish(a_wordy_workspace());
  BOOST_REQUIRE(fixture.publisher.current()->violations_json.size() > 5'000'000u);
  const Crowd crowd(*fixture.server, 200, "GET /api/v1/violations HTTP/1.1\r\n\r\n");
  BOOST_TEST(slowest_of(20, fixture).count() < 1000);
}

BOOST_AUTO_TEST_CASE(a_reader_that_takes_nothing_makes_way_when_all_places_are_taken) {
  WebServerOptions options;
  options.connections = 8;
  options.silence = options.connection = std::chrono::minutes(5);
  Fixture fixture(options);
  fixture.publish(a_wordy_workspace());
  const Crowd crowd(*fixture.server, 8, "GET /api/v1/violations HTTP/1.1\r\n\r\n");
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < patience) {
    try {
      status = fixture.ask("/-/healthy").status;
    } catch (const Poco::Exception&) {
      // refused: the others have not been stalled for long enough
    }
  }
  BOOST_TEST(status == 200);
}

BOOST_AUTO_TEST_CASE(addresses_and_headers_without_end_are_refused) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  BOOST_TEST(fixture.ask("/" + std::string(10'000, 'a')).status == 414);
  BOOST_TEST(fixture.ask("/?q=" + std::string(12'000, 'a')).status == 414);
  const std::string request = "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n";
  Poco::Net::StreamSocket socket = connected(*fixture.server);
  socket.sendBytes(request.data(), int(request.size()));
  char status[13] = {};
  socket.receiveBytes(status, 12);
  BOOST_TEST(std::string(status) == "HTTP/1.1 431");
}

BOOST_AUTO_TEST_CASE(it_ends_at_once_whatever_its_clients_do) {
  auto fixture = std::make_unique<Fixture>();
  std::list<Poco::Net::StreamSocket> mute;
  for (int i = 0; i < 8; ++i) mute.push_back(connected(*fixture->server));
  BOOST_TEST(fixture->ask("/-/healthy").status == 200);
  const auto start = std::chrono::steady_clock::now();
  fixture.reset();
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_CASE(what_is_no_http_harms_nobody) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  for (const std::string& rubbish : {std::string("\0\x01\x02\r\n\r\n", 7), std::string("GET\r\n\r\n"),
                                     "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n"}) {
    Poco::Net::StreamSocket socket = connected(*fixture.server);
    try {
      socket.sendBytes(rubbish.data(), int(rubbish.size()));
      socket.shutdownSend();
    } catch (const Poco::Exception&) {
      // refused before all of it was sent
    }
  }
  BOOST_TEST(fixture.ask("/").status == 200);
}

BOOST_AUTO_TEST_CASE(answers_stay_whole_while_publications_change) {
  Fixture fixture;
  fixture.publish(a_calm_workspace());
  std::jthread publishing([&](std::stop_token stop) {
    for (bool calm = false; !stop.stop_requested(); calm = !calm)
      fixture.publish(calm ? a_calm_workspace() : a_troubled_workspace());
  });
  for (int i = 0; i < 50; ++i) {
    const Answer answer = fixture.ask("/metrics", "GET", i % 2 == 0 ? "gzip" : "identity");
    const std::string text = i % 2 == 0 ? unpacked(answer.body) : answer.body;
    BOOST_TEST(text.ends_with("\nlive 1\n"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
