#pragma once

#include <functional>
#include <memory>
#include <mutex>
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
#include "agent/rulebook.h"
#include "agent/seen.h"
#include "agent/segment_client.h"
#include "agent/workspace_state.h"
#include "storage/store.h"

namespace segaudit::agent {

// Name of the note in the database that holds the limit of points per minute that the API was seen to set.
inline constexpr const char* kNotedLimit = "points_per_minute";

// What every workspace of the agent shares; outlives them.
struct WorkspaceContext {
  Clock& clock;
  Log& log;
  RequestObserver* observer = nullptr;
};

// One workspace: its memory, its polls and its judgements. run() is the loop of one thread; the state is handed out as a
// value after every step.
class Workspace {
 public:
  using OnState = std::function<void(const WorkspaceState&)>;

  // Opens the database; throws StorageError. `transport` is how the API is reached.
  Workspace(const Config& config, const WorkspaceConfig& workspace, const std::filesystem::path& database,
            RedactionKey key, Transport& transport, WorkspaceContext context, SharedRulebook rules);
  ~Workspace();

  // Judges what is stored, without asking anybody.
  WorkspaceState judge();
  // One step: look, record, judge. Never throws: what goes wrong is in the state and in the log.
  WorkspaceState step(std::stop_token stop);
  // Steps until a stop is requested.
  void run(std::stop_token stop, const OnState& on_state);
  // Steps until everything was looked at once; false: stopped, or the workspace could not be reached.
  bool run_once(std::stop_token stop, const OnState& on_state);

  // From the next judgement on, which is due at once, these rules hold. Looks, timers and what is known of the API's
  // limits stay as they are. Any thread.
  void adopt(SharedRulebook rules);

  const PollProgress& progress() const { return poll_.progress(); }

 private:
  WorkspaceState state(storage::Seq seq);
  WorkspaceState guarded(const std::function<WorkspaceState()>& step);
  void rest(std::stop_token stop, const OnState& on_state);
  bool has_new_rules();
  void take_new_rules();
  void put_in_force(SharedRulebook rules);
  void note_configuration(const Rulebook& rules);
  void note_poll(const PollReport& report);
  void note_trail(const WorkspaceState& state);
  void note_verdict(const Verdict& verdict);

  const WorkspaceConfig config_;
  WorkspaceContext context_;
  DocumentReader reader_;
  storage::Store store_;
  SeenCache cache_;
  RateBudget budget_;
  SegmentClient client_;
  Looker looker_;
  Poll poll_;
  std::unique_ptr<Judge> judge_;
  std::optional<bool> trail_withheld_;  // as the log last said
  bool introduced_ = false;  // the log says what the first complete poll saw
  WorkspaceState last_;   // what the last step showed; fields that a step does not touch stay
  std::mutex mutex_;          // of the two below
  SharedRulebook new_rules_;  // adopted, not yet in force
  std::stop_source rest_;     // ends the present rest
};

}  // namespace segaudit::agent
