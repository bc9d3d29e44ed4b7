#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/clock.h"
#include "agent/confirmed_look.h"
#include "agent/agenda.h"
#include "agent/seen.h"
#include "storage/store.h"

namespace segaudit::agent {

struct PollOptions {
  std::size_t workers = 4;
  // A step ends after this long even if more is due, so that the audit trail is read and policies are judged meanwhile.
  std::chrono::milliseconds longest_step = std::chrono::seconds(20);
};

// How far the looks have come; read from other threads while a step runs.
struct PollProgress {
  std::atomic<std::size_t> planned{0};
  std::atomic<std::size_t> done{0};
};

// What one step did.
struct PollReport {
  bool identified = false;          // the token opens the workspace
  std::string problem;              // why not; or why something could not be recorded
  bool trail_read = false;
  std::size_t looks = 0;
  std::size_t misses = 0;
  std::size_t changes = 0;
  std::size_t events = 0;           // new ones in the audit trail
  bool sweep_finished = false;      // nothing of a sweep is left to be looked at
};

// Keeps the store up to date with the workspace, a step at a time: who are we, what happened, what is due. Looks run on
// several threads; everything is recorded by the calling one. StorageError passes through.
class Poll {
 public:
  Poll(const Looker& looker, SeenCache& cache, storage::Store& store, Agenda agenda, Clock& clock, PollOptions options);

  PollReport step(std::stop_token stop);

  storage::Time next_wakeup() const;
  const PollProgress& progress() const { return progress_; }
  // Whether everything has been looked at since the agent or the database began, successfully or not.
  bool complete() const { return complete_; }

 private:
  bool identify(PollReport& report, std::stop_token stop);
  void read_trail(PollReport& report, std::stop_token stop);
  void plan_touched(const std::vector<std::string>& event_bodies);
  void plan_sweep();
  void touch_collections(const Kind& kind);
  void touch_children(const Kind& kind, const std::string& id);
  void plan_children_of(const storage::CollectionKey& collection);
  void plan_children_of(const Kind& kind, const std::string& id);
  void enqueue(const Due& due);
  void work_off(PollReport& report, std::stop_token stop);
  void record(std::vector<LookResult> results, PollReport& report);
  void add_found(const LookJob& job, Found& found, storage::Batch& batch);
  void add_missed(const LookJob& job, const Missed& missed, storage::Batch& batch);
  void retire_under(const Kind& kind, const std::string& id, storage::GoneAs as, storage::Batch& batch);
  void miss_everything_due(const Missed& missed, PollReport& report);
  void ask_again(const LookJob& job, const Missed& missed);
  bool is_not_available(const LookJob& job, const Missed& missed) const;
  void drop_orphans();
  LookJob job_for(const Due& due) const;

  const Looker& looker_;
  SeenCache& cache_;
  storage::Store& store_;
  Agenda agenda_;
  Clock& clock_;
  PollOptions options_;
  PollProgress progress_;
  std::deque<Due> queue_;
  std::set<Due> queued_;
  bool sweeping_ = false;
  bool complete_ = false;
  bool caught_up_ = false;  // the trail was read since the start
};

}  // namespace segaudit::agent
