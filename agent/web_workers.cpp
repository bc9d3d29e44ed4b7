#include "agent/web_workers.h"

namespace segaudit::agent {

WebWorkers::WebWorkers(std::size_t threads, std::size_t longest_queue) : longest_queue_(longest_queue) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this](std::stop_token stop) { work(stop); });
}

WebWorkers::~WebWorkers() { end(); }

void WebWorkers::end() {
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();
}

bool WebWorkers::submit(Job job) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= longest_queue_) return false;
  queue_.push_back(std::move(job));
  wake_.notify_one();
  return true;
}

void WebWorkers::work(std::stop_token stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait(lock, stop, [this] { return !queue_.empty(); }) || stop.stop_requested()) return;
    const Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job(stop);
  }
}

}  // namespace segaudit::agent
