#include "tests/simulator/request_log.h"

#include <algorithm>

namespace segaudit::simulator {

namespace {

// Requests to paths that do not exist are counted one by one up to here, then together.
constexpr std::size_t kMostEndpoints = 1000;

}  // namespace

void RequestLog::add(std::string_view operation, std::string_view endpoint, int status) {
  const std::scoped_lock lock(mutex_);
  const bool full = counts_.size() >= kMostEndpoints;
  const std::string_view name = full && operation == "unknown" ? "(other paths)" : endpoint;
  auto entry = counts_.find(std::pair<std::string_view, int>(name, status));
  if (entry == counts_.end()) {
    const RequestCount first{std::string(operation), std::string(name), status, 0};
    entry = counts_.emplace(std::pair(std::string(name), status), first).first;
  }
  ++entry->second.count;
}

std::vector<RequestCount> RequestLog::counts() const {
  const std::scoped_lock lock(mutex_);
  std::vector<RequestCount> result;
  for (const auto& [key, entry] : counts_) result.push_back(entry);
  return result;
}

long RequestLog::count(const std::string& operation, int status) const {
  long sum = 0;
  for (const RequestCount& entry : counts()) {
    if (entry.operation == operation && (status == -1 || entry.status == status)) sum += entry.count;
  }
  return sum;
}

long RequestLog::total() const {
  long sum = 0;
  for (const RequestCount& entry : counts()) sum += entry.count;
  return sum;
}

void RequestLog::clear() {
  const std::scoped_lock lock(mutex_);
  counts_.clear();
}

}  // namespace segaudit::simulator
