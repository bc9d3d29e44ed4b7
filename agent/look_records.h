#pragma once

#include <functional>
#include <set>
#include <vector>

#include "agent/confirmed_look.h"
#include "agent/doubts.h"
#include "storage/store.h"

namespace segaudit::agent {

// Whether plan or permission withhold what the job asked for: what never answered is refused, what did answer has lost
// something. One refused under a resource counts like a whole kind that is.
bool is_withheld(const LookJob& job, const Missed& missed, const storage::Store& store);

// What is to be recorded of looks that are done. Takes the observations out of the results.
class LookRecords {
 public:
  // planned_period: how often the kind is looked at, for judging what is too old.
  using PlannedPeriod = std::function<std::chrono::milliseconds(const Kind&)>;
  LookRecords(const storage::Store& store, Doubts& doubts, PlannedPeriod planned_period, storage::Time now)
      : store_(store), doubts_(doubts), planned_period_(std::move(planned_period)), now_(now) {}

  void add(LookResult& result);
  const storage::Batch& batch() const { return batch_; }
  // Collections that lacked something, which a later look has to lack, too.
  const std::set<storage::CollectionKey>& doubted() const { return doubted_; }

 private:
  void add_found(const LookJob& job, Found& found);
  std::vector<storage::Gone> really_gone(const LookJob& job, const std::vector<std::string>& missing);
  void add_missed(const LookJob& job, const Missed& missed);
  void keep_hidden_fields(const Kind& kind, storage::Observation& observation) const;
  void retire_under(const Kind& kind, const std::string& id, storage::GoneAs as);

  const storage::Store& store_;
  Doubts& doubts_;
  const PlannedPeriod planned_period_;
  const storage::Time now_;
  storage::Batch batch_;
  std::set<storage::CollectionKey> doubted_;
};

}  // namespace segaudit::agent
