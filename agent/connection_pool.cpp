#include "agent/connection_pool.h"

#include "agent/transport.h"

namespace segaudit::agent {

ConnectionPool::Place::~Place() {
  if (pool_ == nullptr) return;
  const std::lock_guard lock(pool_->mutex_);
  ++pool_->free_;
  pool_->place_freed_.notify_one();
}

ConnectionPool::Place ConnectionPool::take_place(SocketWait& wait) {
  wait.doing("waiting for a free connection");
  std::unique_lock lock(mutex_);
  const bool got_one = place_freed_.wait_until(lock, wait.stop(), wait.deadline(), [this] { return free_ > 0; });
  wait.check();
  if (!got_one) throw TransportError(Failure::timeout, "timed out while waiting for a free connection");
  --free_;
  return Place(*this);
}

std::unique_ptr<Connection> ConnectionPool::take_idle(Ticks now) {
  std::vector<Idle> expired;  // closed after the lock is gone
  const std::lock_guard lock(mutex_);
  while (!idle_.empty()) {
    Idle last = std::move(idle_.back());
    idle_.pop_back();
    if (now - last.since <= longest_idle_ && last.connection->is_fresh()) return std::move(last.connection);
    expired.push_back(std::move(last));
  }
  return nullptr;
}

void ConnectionPool::keep(std::unique_ptr<Connection> connection, Ticks now) {
  const std::lock_guard lock(mutex_);
  idle_.push_back({std::move(connection), now});
}

}  // namespace segaudit::agent
