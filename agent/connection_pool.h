#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "agent/connection.h"

namespace segaudit::agent {

// The connections to one server: at most so many at a time, kept open between requests. Any thread.
class ConnectionPool {
 public:
  using Ticks = std::chrono::steady_clock::time_point;

  // The right to have one connection; gives it back when it goes.
  class Place {
   public:
    explicit Place(ConnectionPool& pool) : pool_(&pool) {}
    Place(Place&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place();

   private:
    ConnectionPool* pool_;
  };

  // longest_idle: servers close idle connections after a while; older ones are not even tried.
  ConnectionPool(std::size_t size, std::chrono::seconds longest_idle) : free_(size), longest_idle_(longest_idle) {}

  // Waits for a place. Throws TransportError: timeout, stopped.
  Place take_place(SocketWait& wait);

  // The connection that was used last, if one is open; otherwise null.
  std::unique_ptr<Connection> take_idle(Ticks now);

  void keep(std::unique_ptr<Connection> connection, Ticks now);

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    Ticks since;
  };

  std::mutex mutex_;
  std::condition_variable_any place_freed_;
  std::size_t free_;
  const std::chrono::seconds longest_idle_;
  std::vector<Idle> idle_;
};

}  // namespace segaudit::agent
