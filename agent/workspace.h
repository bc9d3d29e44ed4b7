#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/clock.h"
#include "agent/config.h"
#include "agent/document.h"
#include "agent/judge.h"
#include "agent/log.h"
#include "agent/looker.h"
#include "agent/poll.h"
#include "agent/rate_budget.h"
#include "agent/request_observer.h"
#include "agent/seen.h"
#include "agent/segment_client.h"
#include "agent/workspace_state.h"
#include "rules/policy_set.h"
#include "storage/store.h"

namespace segaudit::agent {

// What every workspace of the agent shares; outlives them.
struct WorkspaceContext {
  Clock& clock;
  Log& log;
  RequestObserver* observer = nullptr;
  const rules::PolicySet& policies;
};

// One workspace: its memory, its polls and its judgements. run() is the loop of one thread; the state is handed out as a
// value after every step.
class Workspace {
 public:
  using OnState = std::function<void(const WorkspaceState&)>;

  // Opens the database; throws StorageError. `transport` is how the API is reached.
  Workspace(const Config& config, const WorkspaceConfig& workspace, const std::filesystem::path& database,
            RedactionKey key, Transport& transport, WorkspaceContext context);
  ~Workspace();

  // Judges what is stored, without asking anybody.
  WorkspaceState judge();
  // One step: look, record, judge. Never throws: what goes wrong is in the state and in the log.
  WorkspaceState step(std::stop_token stop);
  // Steps until a stop is requested.
  void run(std::stop_token stop, const OnState& on_state);
  // Steps until everything was looked at once; false: stopped, or the workspace could not be reached.
  bool run_once(std::stop_token stop, const OnState& on_state);

  const PollProgress& progress() const { return poll_.progress(); }

 private:
  WorkspaceState state(storage::Seq seq);
  void note_configuration(const Config& config);
  void note_poll(const PollReport& report);
  void note_verdict(const Verdict& verdict);

  const WorkspaceConfig& config_;
  WorkspaceContext context_;
  DocumentReader reader_;
  storage::Store store_;
  SeenCache cache_;
  RateBudget budget_;
  SegmentClient client_;
  Looker looker_;
  Poll poll_;
  std::optional<Judge> judge_;
  WorkspaceState last_;   // what the last step showed; fields that a step does not touch stay
};

}  // namespace segaudit::agent
