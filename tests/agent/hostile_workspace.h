#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <regex>
#include <string>
#include <vector>

#include "agent/poll.h"
#include "http_client.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {

// Runs at the pace of the world, from a time of its own; sleeping takes no time at all.
class QuickClock final : public Clock {
 public:
  storage::Time now() const override {
    const std::lock_guard lock(mutex_);
    return now_ + skipped_;
  }
  std::chrono::steady_clock::time_point ticks() const override {
    const std::lock_guard lock(mutex_);
    return std::chrono::steady_clock::now() + skipped_;
  }
  bool sleep_for(std::chrono::milliseconds duration, std::stop_token stop) override {
    skip(duration);
    return !stop.stop_requested();
  }
  void skip(std::chrono::milliseconds duration) {
    const std::lock_guard lock(mutex_);
    skipped_ += duration;
  }

 private:
  mutable std::mutex mutex_;
  const storage::Time now_ = tests::kNoon;
  std::chrono::milliseconds skipped_{0};
};

// An API over real HTTP that answers what the test wants, byte for byte, and otherwise with empty lists. Remembers what
// was asked.
class HostileApi {
 public:
  // These bytes, after which the connection is closed.
  void answers_bytes(const std::string& path, std::string bytes) { set(path, std::move(bytes), true); }
  void answers(const std::string& path, const std::string& body) { set(path, json_answer(body), false); }

  std::string url() const { return server_.url(); }
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  struct Answer {
    std::string bytes;
    bool last = false;
  };

  void set(const std::string& path, std::string bytes, bool last) {
    const std::lock_guard lock(mutex_);
    answers_[path] = {std::move(bytes), last};
  }

  void serve(Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      const std::string target = request.substr(4, request.find(' ', 4) - 4);
      const Answer answer = answer_to(target);
      if (!peer.send(answer.bytes) || answer.last) return;
    }
  }

  Answer answer_to(const std::string& target) {
    const std::lock_guard lock(mutex_);
    asked_.push_back(target);
    for (const std::string& known : {target, target.substr(0, target.find('?'))})
      if (const auto found = answers_.find(known); found != answers_.end()) return found->second;
    return {usual_answer(target.substr(0, target.find('?'))), false};
  }

  static std::string usual_answer(const std::string& path) {
    for (const auto& kind : catalogue()) {
      const std::string pattern = std::regex_replace(std::string(kind.path), std::regex("\\{parent\\}"), "[^/]+");
      if (kind.path.empty() || !std::regex_match(path, std::regex(pattern))) continue;
      return json_answer("{\"data\":{\"" + std::string(kind.items) + "\":" + (kind.paging == Paging::none ? "{}" : "[]") + "}}");
    }
    return "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  }

  mutable std::mutex mutex_;
  std::map<std::string, Answer> answers_;
  std::vector<std::string> asked_;
  HttpFixture server_{[this](Peer& peer) { serve(peer); }};
};

// The agent's real way from the socket to the database, against such an API.
struct HostileWorkspace {
  static ClientOptions client_options() {
    ClientOptions options;
    options.retry.attempts = 1;
    options.random = [] { return 0.5; };
    return options;
  }

  HostileWorkspace() { api.answers("/", R"({"data":{"workspace":{"id":"ws1","name":"Acme","slug":"acme"}}})"); }

  // Steps until nothing is due.
  void poll_all() {
    do poll.step({});
    while (poll.next_wakeup() <= clock.now());
  }
  // The next sweep, when what fails now has failed for too long.
  void poll_much_later() {
    clock.skip(std::chrono::hours(13));
    poll_all();
  }

  storage::Collection collection(const std::string& kind, const std::string& parent = "") {
    for (const auto& one : store.collections())
      if (one.key == storage::CollectionKey{kind, parent}) return one;
    throw std::runtime_error("never looked at: " + kind + " " + parent);
  }
  std::string state(const std::string& kind, const std::string& parent = "") {
    const auto one = collection(kind, parent);
    return to_string(one.state) + (one.reason.empty() ? "" : " " + one.reason + ": " + one.detail);
  }

  HostileApi api;
  QuickClock clock;
  HttpTransport transport{options_for(api.url()), clock, [] { return Secret(kToken); }};
  RateBudget budget{clock, 1.0};
  SegmentClient client{transport, clock, budget, client_options()};
  DocumentReader reader{RedactionKey::ephemeral(), {}};
  tests::TemporaryDirectory directory;
  storage::Store store{directory / "acme.db", "key"};
  SeenCache cache;
  Looker looker{client, reader, cache};
  Poll poll{looker, cache, store, budget, Agenda({}, 0), clock, {.workers = 1}};
};

}  // namespace segaudit::agent
