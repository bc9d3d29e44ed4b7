#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace segaudit::agent {

// A few threads for work that must not hold up others, with a bounded queue before them. Any thread.
class WebWorkers {
 public:
  using Job = std::function<void(std::stop_token)>;

  WebWorkers(std::size_t threads, std::size_t longest_queue);
  ~WebWorkers();
  WebWorkers(const WebWorkers&) = delete;
  WebWorkers& operator=(const WebWorkers&) = delete;

  // False: the queue is full, and the job was not taken. Jobs do not throw.
  bool submit(Job job);

  // Drops what is queued, asks what runs to stop, and waits for it.
  void end();

 private:
  void work(std::stop_token stop);

  const std::size_t longest_queue_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> queue_;
  std::vector<std::jthread> threads_;  // last: they use the others
};

}  // namespace segaudit::agent
