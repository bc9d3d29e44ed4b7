#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "agent/percent_encoding.h"
#include "agent/poll.h"
#include "agent/transport.h"
#include "tests/agent/fake_clock.h"
#include "tests/simulator/simulator.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::tests {

// The simulator without sockets, as the agent's way to the API. Remembers what was asked.
class SimulatedTransport final : public agent::Transport {
 public:
  explicit SimulatedTransport(simulator::Simulator& simulator) : simulator_(simulator) {}

  agent::Response get(const agent::Request& request, std::chrono::steady_clock::time_point, std::stop_token) override {
    simulator::Request asked;
    asked.target = request.path;
    char separator = '?';
    for (const auto& [name, value] : request.query) {
      asked.target += separator + agent::percent_encoded(name) + "=" + agent::percent_encoded(value);
      separator = '&';
    }
    asked.headers = {{"authorization", "Bearer simulator-token"}, {"accept", request.accept}};
    {
      const std::lock_guard lock(mutex_);
      ++requests_;
      if (before_) before_(request.path);
    }
    const auto reply = simulator_.handle(asked);
    if (reply.status == 0 || reply.delivery.manner != simulator::Delivery::Manner::kNormal)
      throw agent::TransportError(agent::Failure::unreachable, "connection reset");
    agent::Response response{reply.status, {{"content-type", reply.content_type}}, reply.body};
    if (after_) after_(request.path);
    for (const auto& [name, value] : reply.headers) {
      std::string lower = name;
      for (char& c : lower) c = char(std::tolower(static_cast<unsigned char>(c)));
      response.headers[lower] = value;
    }
    return response;
  }

  int requests() const { return requests_; }
  void before_each(std::function<void(const std::string& path)> call) { before_ = std::move(call); }
  // Once the answer is made, before the agent has it. Any thread.
  void after_each(std::function<void(const std::string& path)> call) { after_ = std::move(call); }

 private:
  simulator::Simulator& simulator_;
  std::mutex mutex_;
  int requests_ = 0;
  std::function<void(const std::string&)> before_, after_;
};

// A workspace that is polled without network and without waiting.
struct SimulatedWorkspace {
  agent::FakeClock clock{kNoon};
  simulator::Simulator simulator{{.clock = [this] { return clock.now(); }}};
  SimulatedTransport transport{simulator};
  agent::RateBudget budget{clock, 1.0};
  agent::ClientOptions options = [] {
    agent::ClientOptions values;
    values.retry.attempts = 1;
    values.random = [] { return 0.5; };
    return values;
  }();
  agent::SegmentClient client{transport, clock, budget, options};
  agent::DocumentReader reader{agent::RedactionKey::ephemeral(), {}};
  TemporaryDirectory directory;
  storage::Store store{directory / "acme.db", "key"};
  agent::SeenCache cache;
  agent::Looker looker{client, reader, cache};
  agent::Poll poll{looker, cache, store, budget, agent::Agenda({}, 0), clock, {.workers = 2}};

  agent::PollReport step() { return poll.step({}); }

  void fault(const std::string& endpoint, int status, std::optional<long> times = {}) {
    simulator::FaultRule rule;
    rule.endpoint = endpoint;
    rule.status = status;
    rule.times = times;
    simulator.faults().add(rule);
  }
  storage::CollectionState state_of(const std::string& kind, const std::string& parent = "") {
    for (const auto& collection : store.collections())
      if (collection.key == storage::CollectionKey{kind, parent}) return collection.state;
    throw std::runtime_error("never looked at: " + kind + " " + parent);
  }
};

}  // namespace segaudit::tests
