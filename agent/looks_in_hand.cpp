#include "agent/looks_in_hand.h"

#include <algorithm>

namespace segaudit::agent {

Due due_of(const LookJob& job) { return {job.kind, job.parent, job.id}; }

void LooksInHand::add(LookJob& job, bool unseen) {
  const Due due = due_of(job);
  jobs_.insert(due);
  if (unseen) unseen_.insert(due);
  if (job.lane == Lane::urgent) ++urgent_;
  job.number = next_number_++;
}

void LooksInHand::remove(const LookJob& job) {
  jobs_.erase(due_of(job));
  unseen_.erase(due_of(job));
  if (job.lane == Lane::urgent) --urgent_;
}

void LooksInHand::looked_at_alone(const LookJob& job) {
  if (!job.id.empty()) alone_[std::string(job.kind->name)][job.id] = next_number_;
}

bool LooksInHand::is_overtaken(const LookJob& list) const {
  const auto alone = alone_.find(std::string(list.kind->name));
  return list.id.empty() && alone != alone_.end() &&
         std::ranges::any_of(alone->second, [&](const auto& entry) { return entry.second > list.number; });
}

bool LooksInHand::is_overtaken(const LookJob& list, const std::string& id) const {
  const auto& alone = alone_.at(std::string(list.kind->name));
  const auto look = alone.find(id);
  return look != alone.end() && look->second > list.number;
}

void LooksInHand::drop_overtaken(const LookJob& list, Found& found) const {
  if (!is_overtaken(list)) return;
  auto& own = found.looked.observations[0];
  std::erase_if(own.items, [&](const storage::Item& item) { return is_overtaken(list, item.id); });
  std::erase_if(found.gone, [&](const std::string& id) { return is_overtaken(list, id); });
}

}  // namespace segaudit::agent
