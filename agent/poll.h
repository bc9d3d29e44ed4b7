#pragma once

#include <atomic>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/clock.h"
#include "agent/doubts.h"
#include "agent/look_crew.h"
#include "agent/look_plan.h"
#include "agent/looks_in_hand.h"
#include "agent/rate_budget.h"
#include "agent/seen.h"

namespace segaudit::agent {

struct PollOptions {
  std::size_t workers = 4;  // 0: the calling thread looks itself
  // A step ends after this long even if more is due, so that policies are judged meanwhile.
  std::chrono::milliseconds longest_step = std::chrono::seconds(20);
  // A list that lacks more than this part of what it held is read a second time before anything else.
  double most_missing = 0.5;
  // So long a change waits for its audit event.
  std::chrono::milliseconds attribution_grace = storage::kAttributionGrace;
};

// How far the looks have come; read from other threads while a step runs.
struct PollProgress {
  std::atomic<std::size_t> planned{0};
  std::atomic<std::size_t> done{0};
};

// What one step did, and where the poll stands after it.
struct PollReport {
  bool identified = false;          // the token opens the workspace
  bool wrong_workspace = false;     // the token opens another one: nothing else is asked
  std::string problem;              // why it is not identified
  std::size_t looks = 0;
  std::size_t misses = 0;
  std::size_t changes = 0;
  std::size_t events = 0;           // new ones in the audit trail
  bool sweep_finished = false;      // nothing of a sweep is left to be looked at
};

// Keeps the store up to date with the workspace, a step at a time: who are we, what happened, what is due. Looks run on
// threads of their own, from step to step; everything is recorded by the calling one. StorageError passes through.
class Poll {
 public:
  Poll(const Looker& looker, SeenCache& cache, storage::Store& store, RateBudget& budget, Agenda agenda, Clock& clock,
       PollOptions options);

  PollReport step(std::stop_token stop);

  storage::Time next_wakeup() const;
  const PollProgress& progress() const { return progress_; }
  // Whether everything has been looked at since the database began, successfully or not.
  bool complete() const { return complete_; }
  // Whether nothing is due that has not been looked at.
  bool idle() const { return plan_.queue().empty() && in_hand_.empty(); }

 private:
  void hand_out();
  void give(LookJob job);
  bool may_ask(const Due& due, Lane lane) const;
  void note_where_it_stands(PollReport& report);
  std::chrono::milliseconds wait_for(const Due& due, Lane lane) const;
  LookJob job_for(const Due& due, Lane lane) const;
  bool is_orphan(const Due& due);
  bool urgent_work_left();

  void take(std::vector<LookResult> results, PollReport& report);
  void record_or_ask_again(std::vector<LookResult> answers, PollReport& report);
  void record_answers(std::vector<LookResult> answers, PollReport& report);
  void take_pulse(LookResult result, PollReport& report);
  void take_events(LookResult result, PollReport& report);
  void drop(const LookJob& job);
  std::vector<LookResult> still_true(std::vector<LookResult> results);
  void record(std::vector<LookResult> results, PollReport& report);
  void remember(LookResult& result, const storage::Batch& batch);
  void ask_again(const LookJob& job, const Missed& missed);
  void miss_everything_due(const Missed& missed, PollReport& report);
  std::chrono::milliseconds planned_period(const Kind& kind) const;

  storage::Store& store_;
  SeenCache& cache_;
  const Looker& looker_;
  RateBudget& budget_;
  Clock& clock_;
  const PollOptions options_;
  LookPlan plan_;
  PollProgress progress_;

  bool identified_ = false;
  bool wrong_workspace_ = false;
  std::string problem_;
  bool pulse_asked_ = false;
  bool trail_asked_ = false;
  std::vector<LookResult> held_;              // until it is known that they are about our workspace
  LooksInHand in_hand_;
  std::set<std::string> unchecked_;           // kinds with new documents, that may name what nobody has seen
  Doubts doubts_;                             // about what looks lacked
  bool sweeping_ = false;
  storage::Time sweep_began_{};
  std::chrono::milliseconds last_sweep_{0};   // how long it took
  bool complete_ = false;
  storage::Time last_far_back_{};             // when the trail was last read far back
  bool caught_up_ = false;                    // the trail was read since the start

  LookCrew crew_;  // last: its threads end before anything they use
};

}  // namespace segaudit::agent
