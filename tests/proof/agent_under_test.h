#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/judge.h"
#include "agent/poll.h"
#include "agent/rate_budget.h"
#include "agent/segment_client.h"
#include "storage/store.h"

namespace segaudit::proof {

struct AgentOptions {
  std::filesystem::path database;
  agent::Schedule schedule;
  int page_size = 8;    // small, so that lists have several pages
  int attempts = 1;     // of a request
  double random = 0.5;  // where the agent rolls dice
};

// The agent as a workspace of the real program puts it together, without threads of its own and without its log: polls,
// records, judges. The only place of the proof that knows how the agent is built. Destroyed and made anew on the same
// database, it is an agent that was started again.
class AgentUnderTest {
 public:
  AgentUnderTest(const AgentOptions& options, agent::Transport& transport, agent::Clock& clock,
                 agent::SharedRulebook rules);

  struct Step {
    agent::PollReport poll;
    std::optional<agent::Verdict> verdict;  // nothing: it was stopped before it judged
  };
  Step step(std::stop_token stop);

  storage::Time next_wakeup() const { return poll_.next_wakeup(); }
  const std::vector<agent::PolicyState>& policies() const { return judge_.policies(); }
  const storage::Store& store() const { return store_; }
  const agent::DocumentReader& reader() const { return reader_; }

 private:
  agent::Clock& clock_;
  agent::DocumentReader reader_;
  storage::Store store_;
  agent::SeenCache cache_;
  agent::RateBudget budget_;
  agent::SegmentClient client_;
  agent::Looker looker_;
  agent::Poll poll_;
  agent::Judge judge_;
};

}  // namespace segaudit::proof
