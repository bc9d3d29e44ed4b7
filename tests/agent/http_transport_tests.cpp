#include "agent/http_transport.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "http_client.h"

namespace segaudit::agent {
namespace {

std::string failure_of_answer(const std::string& answer, AnswerLimits limits = {}) {
  HttpFixture server(once(answer));
  HttpOptions options = options_for(server.url());
  options.limits = limits;
  std::string failure = Client(options).failure();
  const auto place = failure.find(local(server));
  if (place != std::string::npos) failure.replace(place, local(server).size(), "server");
  return failure;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_transport_tests)

BOOST_AUTO_TEST_CASE(a_request_carries_token_and_media_type_and_nothing_else) {
  std::string seen;
  HttpFixture server([&](Peer& peer) {
    seen = peer.read_request();
    peer.send(json_answer("{}"));
  });

  Client(server.url()).get({"/sources", {{"pagination.count", "200"}, {"pagination.cursor", "Mw=="}}, "application/x"});

  const std::string expected =
      "GET /sources?pagination.count=200&pagination.cursor=Mw%3D%3D HTTP/1.1\r\nHost: " + local(server) +
      "\r\nUser-Agent: segaudit\r\nAccept: application/x\r\nAccept-Encoding: identity\r\nAuthorization: Bearer " +
      std::string(kToken) + "\r\n\r\n";
  BOOST_TEST(seen == expected);
}

BOOST_AUTO_TEST_CASE(an_answer_comes_back_whole) {
  HttpFixture server(
      always(json_answer("{\"data\":1}", "X-RateLimit-Remaining: 7\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n")));
  const Response answer = Client(server.url()).get();
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == "{\"data\":1}");
  BOOST_TEST(answer.headers.at("x-ratelimit-remaining") == "7");
  BOOST_TEST(answer.headers.at("set-cookie") == "a, b");
}

BOOST_AUTO_TEST_CASE(a_large_answer_comes_back_whole_in_every_framing) {
  const std::string body(5'000'000, 'x');
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4c4b40\r\n" + body + "\r\n0\r\n\r\n";
  for (const std::string& answer : {json_answer(body), chunked, "HTTP/1.0 200 OK\r\n\r\n" + body}) {
    HttpFixture server(once(answer));
    BOOST_TEST((Client(server.url()).get().body == body));
  }
}

BOOST_AUTO_TEST_CASE(requests_share_a_connection) {
  HttpFixture server(always(json_answer("{}")));
  Client client(server.url());
  for (int i = 0; i < 5; ++i) client.get();
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_is_not_used_again_when_the_server_says_close) {
  HttpFixture server(always(json_answer("{}", "Connection: close\r\n")));
  Client client(server.url());
  client.get();
  client.get();
  BOOST_TEST(server.connections() == 2);
}

BOOST_AUTO_TEST_CASE(bytes_after_an_answer_are_not_taken_for_the_next_one) {
  HttpFixture server(always(json_answer("{}") + json_answer("\"not asked for\"")));
  Client client(server.url());
  BOOST_TEST(client.get().body == "{}");
  BOOST_TEST(client.get().body == "{}");
}

BOOST_AUTO_TEST_CASE(threads_share_a_bounded_number_of_connections) {
  std::atomic<int> open = 0;
  std::atomic<int> most = 0;
  HttpFixture server([&](Peer& peer) {
    const int now = ++open;
    int seen = most;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    peer.read_request();
    --open;
    peer.send(json_answer("{}", "Connection: close\r\n"));
  });
  HttpOptions options = options_for(server.url());
  options.connections = 2;
  Client client(options);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 5; ++n) client.get();
      });
    }
  }
  BOOST_TEST(server.connections() == 40);
  BOOST_TEST(most <= 2);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_was_closed_meanwhile_costs_one_silent_second_try) {
  std::atomic<int> connections = 0;
  HttpFixture server([&](Peer& peer) {
    const bool first = ++connections == 1;
    peer.read_request();
    peer.send(json_answer("{}"));
    if (first) {
      peer.read_request();  // the second request is read and never answered
    } else {
      peer.wait_for_close();
    }
  });
  Client client(server.url());
  client.get();
  BOOST_TEST(client.get().body == "{}");
  BOOST_TEST(server.connections() == 2);
}

BOOST_AUTO_TEST_CASE(a_new_connection_that_is_closed_without_answer_is_an_error) {
  HttpFixture server([](Peer& peer) { peer.read_request(); });
  BOOST_TEST(Client(server.url()).failure() == "unreachable: the connection was closed before the answer");
  BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(a_reset_is_an_error) {
  HttpFixture server([](Peer& peer) {
    peer.read_request();
    peer.reset_on_close();
  });
  BOOST_TEST(Client(server.url()).failure() == "unreachable: " + local(server) + ": Connection reset by peer");
}

BOOST_AUTO_TEST_CASE(a_port_where_nobody_listens_is_an_error) {
  std::uint16_t port = 0;
  {
    port = HttpFixture([](Peer&) {}).port();
  }
  const std::string peer = "127.0.0.1:" + std::to_string(port);
  BOOST_TEST(Client("http://" + peer).failure() == "unreachable: connecting to " + peer + ": Connection refused");
}

BOOST_AUTO_TEST_CASE(a_host_that_does_not_exist_is_an_error) {
  // Not even a name server can be asked for a name with an empty part.
  const std::string failure = Client("https://no..such.host").failure();
  BOOST_TEST(failure.starts_with("unreachable: looking up no..such.host: "), failure);
}

BOOST_AUTO_TEST_CASE(bodies_that_end_early_are_noticed) {
  BOOST_TEST(failure_of_answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"") ==
             "unreachable: the connection was closed within the answer, after 7 of 100 bytes");
  BOOST_TEST(failure_of_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"data\"\r\n") ==
             "unreachable: the connection was closed within the answer, after 7 bytes");
  BOOST_TEST(failure_of_answer("HTTP/1.1 200 OK\r\nContent-Le") ==
             "unreachable: the connection was closed within the answer's header");
}

BOOST_AUTO_TEST_CASE(answers_that_are_too_large_are_cut_off) {
  const AnswerLimits small{1000, 10'000};
  const std::string much(20'000, 'x');
  BOOST_TEST(failure_of_answer(json_answer(much), small) == "too_large: the answer has 20000 bytes, more than 10000");
  BOOST_TEST(failure_of_answer("HTTP/1.1 200 OK\r\n\r\n" + much, small) ==
             "too_large: the answer has more than 10000 bytes");
  BOOST_TEST(failure_of_answer("HTTP/1.1 200 OK\r\nX: " + much + "\r\n\r\n", small) ==
             "too_large: the answer's header has more than 1000 bytes");
}

BOOST_AUTO_TEST_CASE(of_what_is_no_http_only_the_first_word_is_shown) {
  BOOST_TEST(failure_of_answer("SSH-2.0-\x1b[31mOpenSSH\r\n\r\n") ==
             "malformed: the answer is not HTTP/1.1 (SSH)");
}

BOOST_AUTO_TEST_CASE(gzip_is_asked_for_and_unpacked) {
  std::string seen;
  const std::string packed = gzipped("{\"data\":\"" + std::string(100'000, 'x') + "\"}");
  HttpFixture server([&](Peer& peer) {
    seen = peer.read_request();
    peer.send(json_answer(packed, "Content-Encoding: gzip\r\n"));
  });
  HttpOptions options = options_for(server.url());
  options.compressed = true;
  const Response answer = Client(options).get();
  BOOST_TEST(answer.body.size() == 100'011u);
  BOOST_TEST(seen.find("\r\nAccept-Encoding: gzip\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_gzip_bomb_is_bounded) {
  const std::string bomb = gzipped(std::string(50'000'000, 'x'));
  BOOST_REQUIRE(bomb.size() < 60'000);
  BOOST_TEST(failure_of_answer(json_answer(bomb, "Content-Encoding: gzip\r\n"), {1000, 1'000'000}) ==
             "too_large: the answer unpacks to more than 1000000 bytes");
}

BOOST_AUTO_TEST_CASE(a_redirection_is_not_followed) {
  HttpFixture elsewhere(always(json_answer("{}")));
  HttpFixture server(always("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "\r\nContent-Length: 0\r\n\r\n"));
  BOOST_TEST(Client(server.url()).get().status == 302);
  BOOST_TEST(elsewhere.connections() == 0);
}

// --- the token

BOOST_AUTO_TEST_CASE(a_new_token_is_used_from_the_next_request_on) {
  std::vector<std::string> seen;
  HttpFixture server([&](Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      seen.push_back(request.substr(request.find("Authorization")));
      peer.send(json_answer("{}"));
    }
  });
  Client client(server.url());
  client.get();
  client.token = "another-token";
  client.get();
  BOOST_TEST(seen.at(0) == "Authorization: Bearer " + std::string(kToken) + "\r\n\r\n");
  BOOST_TEST(seen.at(1) == "Authorization: Bearer another-token\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(an_error_that_echoes_the_token_does_not_bring_it_back) {
  HttpFixture server([](Peer& peer) {
    const std::string request = peer.read_request();
    peer.send("HTTP/1.1 401 Unauthorized\r\nX-Echo: " + std::string(kToken) +
              "\r\nContent-Length: " + std::to_string(request.size()) + "\r\n\r\n" + request);
  });
  const Response answer = Client(server.url()).get();
  BOOST_TEST(answer.headers.at("x-echo") == "[token]");
  BOOST_TEST(answer.body.find(kToken) == std::string::npos);
  BOOST_TEST(answer.body.find("Authorization: Bearer [token]\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_token_that_comes_back_in_a_host_name_in_another_case_is_blotted_out) {
  std::string shouted(kToken);
  for (char& c : shouted) c = char(std::toupper(static_cast<unsigned char>(c)));
  HttpFixture server(once("HTTP/1.1 302 Found\r\nLocation: https://" + shouted + ".example/" + shouted +
                          "\r\nContent-Length: 0\r\n\r\n"));
  BOOST_TEST(Client(server.url()).get().headers.at("location") == "https://[token].example/[token]");
}

BOOST_AUTO_TEST_CASE(a_server_that_only_echoes_brings_no_token_into_the_error) {
  HttpFixture server([](Peer& peer) { peer.send(peer.read_request()); });
  const std::string failure = Client(server.url()).failure();
  BOOST_TEST(failure == "malformed: the answer is not HTTP/1.1 (GET)");
}

BOOST_AUTO_TEST_CASE(a_token_that_is_echoed_a_hundred_thousand_times_costs_no_time) {
  std::string echoes;
  for (int i = 0; i < 100'000; ++i) echoes += std::string(kToken) + ' ';
  HttpFixture server(once("HTTP/1.1 500 Oh\r\n\r\n" + echoes));
  const auto start = std::chrono::steady_clock::now();
  const Response answer = Client(server.url()).get();
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(2)));
  BOOST_TEST(answer.body.size() == 100'000u * 8);
  BOOST_TEST(answer.body.starts_with("[token] [token] "));
}

BOOST_AUTO_TEST_CASE(a_token_with_a_line_break_is_refused_and_not_shown) {
  HttpFixture server(always(json_answer("{}")));
  Client client(server.url());
  client.token = "secret\r\nX-Injected: yes";
  BOOST_TEST(client.failure() == "not_permitted: the token contains characters that cannot be sent in a header");
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
