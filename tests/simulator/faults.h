// The faults in force. May be called from any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/simulator/fault_rule.h"

namespace segaudit::simulator {

class Faults {
 public:
  void add(FaultRule rule);
  void clear();
  // Those that can still hit, in the order in which they were added, with the times that are left.
  std::vector<FaultRule> active() const;

  // The fault that hits this request, if any, and counts it down: the first that concerns the request.
  std::optional<FaultRule> next(std::string_view operation, std::string_view endpoint, std::string_view path);

 private:
  mutable std::mutex mutex_;
  std::vector<FaultRule> rules_;
};

}  // namespace segaudit::simulator
