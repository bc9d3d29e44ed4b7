#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <latch>
#include <thread>
#include <vector>

#include "http_client.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using Ticks = std::chrono::steady_clock::time_point;

// Waits until a thread of this process sleeps in the kernel, that is, waits for something.
void wait_until_asleep(pid_t thread) {
  const std::string file = "/proc/self/task/" + std::to_string(thread) + "/stat";
  char state = '?';
  while (state != 'S') {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    const auto end_of_name = line.rfind(')');
    state = end_of_name == std::string::npos ? '?' : line.at(end_of_name + 2);
    std::this_thread::yield();
  }
}

// Starts a request, stops it when `reached` says that it is where it shall hang, and returns failure and time taken.
std::pair<std::string, std::chrono::steady_clock::duration> stopped(Client& client, std::latch& reached) {
  std::stop_source source;
  std::atomic<pid_t> thread_id = 0;
  std::string failure;
  Ticks ended;
  std::thread requesting([&] {
    thread_id = ::gettid();
    failure = client.failure(30s, source.get_token());
    ended = std::chrono::steady_clock::now();
  });
  reached.wait();
  while (thread_id == 0) std::this_thread::yield();
  wait_until_asleep(thread_id);
  const Ticks asked = std::chrono::steady_clock::now();
  source.request_stop();
  requesting.join();
  return {failure, ended - asked};
}

void check_stops_at_once(Client& client, std::latch& reached, const std::string& expected) {
  const auto [failure, taken] = stopped(client, reached);
  BOOST_TEST(failure == expected);
  BOOST_TEST((taken < 200ms));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_deadline_tests)

BOOST_AUTO_TEST_CASE(the_deadline_covers_answers_that_drip) {
  const std::vector<std::pair<std::string, std::string>> drips = {
      {"HTTP/1.1 200 OK\r\nX: ", "x"},                             // within the header
      {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", " "},  // within the body
  };
  for (const auto& [before, drop] : drips) {
    HttpFixture server([&](Peer& peer) {
      peer.read_request();
      peer.send(before);
      peer.drip(drop);
    });
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST(Client(server.url()).failure(100ms) == "timeout: timed out while reading the answer");
    const auto taken = std::chrono::steady_clock::now() - start;
    BOOST_TEST((taken >= 100ms && taken < 1s));
  }
}

BOOST_AUTO_TEST_CASE(the_deadline_covers_silence_in_every_phase) {
  HttpFixture mute([](Peer& peer) { peer.wait_for_close(); });
  const FullPort full;
  const std::string full_peer = "127.0.0.1:" + std::to_string(full.port());
  BOOST_TEST(Client("http://" + full_peer).failure(50ms) == "timeout: timed out while connecting to " + full_peer);
  BOOST_TEST(Client("https://" + local(mute)).failure(50ms) ==
             "timeout: timed out while making the TLS handshake with " + local(mute));
  BOOST_TEST(Client(mute.url()).failure(50ms) == "timeout: timed out while waiting for the answer");
}

BOOST_AUTO_TEST_CASE(bytes_that_come_without_a_pause_do_not_outrun_the_deadline) {
  // Every look at this clock takes a second: reading a megabyte needs more looks than there are seconds.
  class HastyClock final : public Clock {
   public:
    storage::Time now() const override { return {}; }
    Ticks ticks() const override { return Ticks(std::chrono::seconds(++looks_)); }
    bool sleep_for(std::chrono::milliseconds, std::stop_token) override { return false; }

   private:
    mutable std::atomic<int> looks_ = 0;
  };
  HttpFixture server(always(json_answer(std::string(1'000'000, 'x'))));
  HastyClock clock;
  HttpTransport transport(options_for(server.url()), clock, [] { return Secret(); });
  const auto is_timeout = [](const TransportError& error) { return error.failure() == Failure::timeout; };
  BOOST_CHECK_EXCEPTION(transport.get({"/", {}}, Ticks(12s), {}), TransportError, is_timeout);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_is_over_sends_nothing) {
  HttpFixture server(always(json_answer("{}")));
  BOOST_TEST(Client(server.url()).failure(0ms) == "timeout: timed out while waiting for a free connection");
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_request_that_hangs_while_connecting) {
  const FullPort full;
  const std::string peer = "127.0.0.1:" + std::to_string(full.port());
  Client client("http://" + peer);
  std::latch reached(0);
  check_stops_at_once(client, reached, "stopped: stopped while connecting to " + peer);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_request_that_hangs_in_the_handshake) {
  std::latch reached(1);
  HttpFixture server([&](Peer& peer) {
    reached.count_down();
    peer.wait_for_close();
  });
  Client client("https://" + local(server));
  check_stops_at_once(client, reached, "stopped: stopped while making the TLS handshake with " + local(server));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_request_that_waits_for_its_answer) {
  std::latch reached(1);
  HttpFixture server([&](Peer& peer) {
    peer.read_request();
    reached.count_down();
    peer.wait_for_close();
  });
  Client client(server.url());
  check_stops_at_once(client, reached, "stopped: stopped while waiting for the answer");
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_request_within_a_body) {
  std::latch reached(1);
  HttpFixture server([&](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    reached.count_down();
    peer.wait_for_close();
  });
  Client client(server.url());
  const auto [failure, taken] = stopped(client, reached);
  // Whether the first byte has been read yet is the machine's choice.
  const bool expected = failure == "stopped: stopped while reading the answer" ||
                        failure == "stopped: stopped while waiting for the answer";
  BOOST_TEST(expected, failure);
  BOOST_TEST((taken < 200ms));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_request_that_waits_for_a_connection) {
  std::latch taken(1);
  HttpFixture server([&](Peer& peer) {
    peer.read_request();
    taken.count_down();
    peer.wait_for_close();
  });
  HttpOptions options = options_for(server.url());
  options.connections = 1;
  Client client(options);
  std::stop_source first;
  std::string first_failure;
  std::thread hanging([&] { first_failure = client.failure(30s, first.get_token()); });
  taken.wait();
  std::latch reached(0);
  check_stops_at_once(client, reached, "stopped: stopped while waiting for a free connection");
  first.request_stop();
  hanging.join();
  BOOST_TEST(first_failure.starts_with("stopped: "), first_failure);
}

BOOST_AUTO_TEST_CASE(a_request_after_the_stop_is_not_sent) {
  HttpFixture server(always(json_answer("{}")));
  std::stop_source source;
  source.request_stop();
  BOOST_TEST(Client(server.url()).failure(10s, source.get_token()) ==
             "stopped: stopped while waiting for a free connection");
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
