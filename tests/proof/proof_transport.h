#pragma once

#include <mutex>

#include "agent/transport.h"
#include "tests/agent/fake_clock.h"
#include "tests/proof/life.h"
#include "tests/proof/weather.h"
#include "tests/proof/witness.h"

namespace segaudit::proof {

// The way from the agent to the world: life goes on between two requests, the weather spoils answers, the witness
// writes down what came through. Any thread, one request at a time.
class ProofTransport final : public agent::Transport {
 public:
  ProofTransport(World& world, Life& life, Weather& weather, Witness& witness, agent::FakeClock& clock)
      : world_(world), life_(life), weather_(weather), witness_(witness), clock_(clock) {}

  agent::Response get(const agent::Request& request, std::chrono::steady_clock::time_point,
                      std::stop_token stop) override;

  // The request of this number and all after it find the agent being killed.
  void kill_at(std::optional<std::size_t> request, std::stop_source agent);
  std::size_t requests() const { return requests_; }

 private:
  agent::Response answered(const Route& route, const agent::Request& request, std::string& outcome);

  World& world_;
  Life& life_;
  Weather& weather_;
  Witness& witness_;
  agent::FakeClock& clock_;
  std::mutex mutex_;
  std::size_t requests_ = 0;
  std::optional<std::size_t> kill_at_;
  std::stop_source agent_;
  std::map<CollectionKey, ListFlaw> flaws_;  // of listings that are under way
};

}  // namespace segaudit::proof
