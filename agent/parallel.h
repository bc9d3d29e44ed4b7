#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace segaudit::agent {

// Performs jobs on several threads, in order of their start, and hands results to the calling thread in batches as they
// come. No new job starts once `may_start` says no (asked before each one, from the workers' threads); what was started
// is finished. When `on_results` throws, no further job starts and the error passes through. Returns how many jobs were started: always the first ones. `perform` must not throw.
template <typename Job, typename Result>
std::size_t run_parallel(std::span<const Job> jobs, std::size_t threads, const std::function<bool()>& may_start,
                         const std::function<Result(const Job&)>& perform,
                         const std::function<void(std::vector<Result>)>& on_results) {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t started = 0, working = threads;
  std::vector<Result> results;
  const auto work = [&] {
    std::unique_lock lock(mutex);
    while (started < jobs.size()) {
      lock.unlock();
      const bool allowed = may_start();
      lock.lock();
      if (!allowed || started == jobs.size()) break;
      const Job& job = jobs[started++];
      lock.unlock();
      Result result = perform(job);
      lock.lock();
      results.push_back(std::move(result));
      changed.notify_one();
    }
    --working;
    changed.notify_one();
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work);
  std::unique_lock lock(mutex);
  while (working > 0 || !results.empty()) {
    changed.wait(lock, [&] { return working == 0 || !results.empty(); });
    if (results.empty()) continue;
    std::vector<Result> batch = std::move(results);
    results.clear();
    lock.unlock();
    try {
      on_results(std::move(batch));
    } catch (...) {
      lock.lock();
      started = jobs.size();  // no worker takes another one
      lock.unlock();
      throw;
    }
    lock.lock();
  }
  return started;
}

}  // namespace segaudit::agent
