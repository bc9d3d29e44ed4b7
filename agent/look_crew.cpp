#include "agent/look_crew.h"

#include <algorithm>
#include <utility>

namespace segaudit::agent {

LookCrew::LookCrew(std::size_t workers, Perform perform, MayStart may_start)
    : perform_(std::move(perform)), may_start_(std::move(may_start)) {
  if (workers > 0) threads_.emplace_back([this] { work(true); });
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(false); });
}

LookCrew::~LookCrew() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    stop_.request_stop();
  }
  for_workers_.notify_all();
}

void LookCrew::give(LookJob job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_[index(job.lane)].push_back(std::move(job));
  }
  for_workers_.notify_all();
}

std::size_t LookCrew::waiting(Lane lane) const {
  const std::lock_guard lock(mutex_);
  return waiting_[index(lane)].size();
}

std::optional<std::chrono::milliseconds> LookCrew::shortest_wait(const WaitOf& wait_of) const {
  const std::lock_guard lock(mutex_);
  std::optional<std::chrono::milliseconds> shortest;
  for (const auto& line : waiting_)
    for (const auto& job : line) shortest = std::min(shortest.value_or(std::chrono::hours(1)), wait_of(job));
  return shortest;
}

bool LookCrew::idle() const {
  return working_ == 0 && std::ranges::none_of(waiting_, [&](const auto& line) {
           return std::ranges::any_of(line, may_start_);
         });
}

bool LookCrew::is_idle() const {
  const std::lock_guard lock(mutex_);
  return idle();
}

bool LookCrew::is_working() const {
  const std::lock_guard lock(mutex_);
  return working_ > 0;
}

std::vector<LookResult> LookCrew::results(std::size_t enough, std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  if (threads_.empty()) work_oneself(lock, enough);
  for_workers_.notify_all();  // time went by: there may be points again
  const auto none_waits = [&] { return std::ranges::all_of(waiting_, &std::deque<LookJob>::empty); };
  for_owner_.wait_for(lock, longest, [&] {
    return results_.size() >= enough || (!results_.empty() && none_waits()) || idle();
  });
  return std::exchange(results_, {});
}

std::vector<LookJob> LookCrew::take_back() {
  const std::lock_guard lock(mutex_);
  std::vector<LookJob> jobs;
  for (auto& line : waiting_) {
    jobs.insert(jobs.end(), std::make_move_iterator(line.begin()), std::make_move_iterator(line.end()));
    line.clear();
  }
  return jobs;
}

void LookCrew::interrupt() {
  const std::lock_guard lock(mutex_);
  for (auto& line : waiting_) line.clear();
  std::exchange(stop_, std::stop_source()).request_stop();
}

std::optional<LookJob> LookCrew::next(bool urgent_only) {
  for (auto& line : waiting_) {
    if (const auto place = std::ranges::find_if(line, may_start_); place != line.end()) {
      LookJob job = std::move(*place);
      line.erase(place);
      return job;
    }
    if (urgent_only) break;
  }
  return std::nullopt;
}

void LookCrew::work(bool urgent_only) {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    auto job = next(urgent_only);
    if (!job) {
      for_owner_.notify_one();
      for_workers_.wait(lock);
      continue;
    }
    perform(std::move(*job), lock);
    for_owner_.notify_one();
  }
}

void LookCrew::work_oneself(std::unique_lock<std::mutex>& lock, std::size_t enough) {
  while (results_.size() < enough) {
    auto job = next(false);
    if (!job) return;
    perform(std::move(*job), lock);
  }
}

void LookCrew::perform(LookJob job, std::unique_lock<std::mutex>& lock) {
  ++working_;
  const std::stop_token stop = stop_.get_token();
  lock.unlock();
  LookResult result = perform_(std::move(job), stop);
  lock.lock();
  --working_;
  results_.push_back(std::move(result));
}

}  // namespace segaudit::agent
