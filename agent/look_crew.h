#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "agent/confirmed_look.h"

namespace segaudit::agent {

// Performs looks on threads of its own, from step to step. One thread takes urgent jobs only, so that however many slow
// answers a sweep waits for, the audit trail is read. A job starts when its endpoint has a point left.
// Its owner is one thread.
class LookCrew {
 public:
  using Perform = std::function<LookResult(LookJob, std::stop_token)>;  // must not throw
  using MayStart = std::function<bool(const LookJob&)>;

  LookCrew(std::size_t workers, Perform perform, MayStart may_start);
  ~LookCrew();

  void give(LookJob job);
  std::size_t waiting(Lane lane) const;  // given, and not started
  // The shortest wait of what has not started; nothing: there is no such job.
  using WaitOf = std::function<std::chrono::milliseconds(const LookJob&)>;
  std::optional<std::chrono::milliseconds> shortest_wait(const WaitOf& wait_of) const;

  // What is done. Waits until there are so many, or nothing more will come of what was given, but no longer than this.
  std::vector<LookResult> results(std::size_t enough, std::chrono::milliseconds longest);

  // Nothing is at work, and nothing that was given can start now.
  bool is_idle() const;
  bool is_working() const;

  // Takes back what has not started.
  std::vector<LookJob> take_back();
  // What is at work ends as soon as it can, with Failure::stopped; what has not started is dropped.
  void interrupt();

 private:
  void work(bool urgent_only);
  void work_oneself(std::unique_lock<std::mutex>& lock, std::size_t enough);
  void perform(LookJob job, std::unique_lock<std::mutex>& lock);
  std::optional<LookJob> next(bool urgent_only);
  bool idle() const;
  static std::size_t index(Lane lane) { return lane == Lane::urgent ? 0 : 1; }

  const Perform perform_;
  const MayStart may_start_;
  mutable std::mutex mutex_;
  std::condition_variable for_workers_, for_owner_;
  std::array<std::deque<LookJob>, 2> waiting_;  // by lane
  std::vector<LookResult> results_;
  std::size_t working_ = 0;
  bool ending_ = false;
  std::stop_source stop_;
  std::vector<std::jthread> threads_;
};

}  // namespace segaudit::agent
