#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

namespace segaudit::agent {

// Cuts connections that take too long as a whole. The server's own timeouts count from one byte to the next, so a
// client that sends or reads a byte now and then would hold a thread for ever. Any thread.
class ConnectionDeadlines {
 public:
  // longest: how long a connection may take.
  explicit ConnectionDeadlines(std::chrono::milliseconds longest);

  struct Connection {
    int descriptor = -1;
    std::chrono::steady_clock::time_point deadline;
    bool cut = false;
  };
  using Position = std::list<Connection>::iterator;

  // Watches a connected socket until finish(). The descriptor is duplicated: its owner may close it before.
  Position watch(int descriptor);
  void finish(Position position);

  // Cuts all of them, and those that still come, so that a server can stop at once.
  void cut_all();

 private:
  void cut_late_ones(std::stop_token stop);

  const std::chrono::milliseconds longest_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool cuts_all_ = false;
  std::list<Connection> connections_;  // oldest first, so the first one not yet cut has the next deadline
  std::jthread thread_;                // last: it uses the others
};

}  // namespace segaudit::agent
