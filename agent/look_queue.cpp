#include "agent/look_queue.h"

#include <tuple>

#include "agent/collections_of.h"

namespace segaudit::agent {

bool LookQueue::add(const Due& due, Lane lane, std::optional<storage::Time> last_seen) {
  const auto [place, is_new] = entries_.try_emplace(due);
  Entry& entry = place->second;
  if (!is_new) {
    if (entry.lane == lane || lane == Lane::sweep) return false;
    leave(place->first, entry);
  }
  entry = {lane, {last_seen, next_number_++, &place->first}};
  waiting_[index(lane)][due.kind].insert(entry.place);
  if (!last_seen) ++unseen_;
  return is_new;
}

void LookQueue::leave(const Due& due, const Entry& entry) {
  auto& lines = waiting_[index(entry.lane)];
  const auto line = lines.find(due.kind);
  line->second.erase(entry.place);
  if (line->second.empty()) lines.erase(line);
  if (!entry.place.last_seen) --unseen_;
}

std::optional<Due> LookQueue::next(Lane lane, const MayAsk& may_ask) {
  const Place* best = nullptr;
  for (const auto& [kind, line] : waiting_[index(lane)]) {
    const Place& head = *line.begin();
    const auto rank = [](const Place& place) {
      return std::tuple(!is_root(*place.due->kind), place.last_seen, place.number);
    };
    if ((!best || rank(head) < rank(*best)) && may_ask(*head.due)) best = &head;
  }
  if (!best) return std::nullopt;
  const auto entry = entries_.find(*best->due);
  Due due = entry->first;
  leave(entry->first, Entry(entry->second));
  entries_.erase(entry);
  return due;
}

std::vector<Due> LookQueue::clear() {
  std::vector<Due> all;
  for (const auto& [due, entry] : entries_) all.push_back(due);
  for (auto& lines : waiting_) lines.clear();
  entries_.clear();
  unseen_ = 0;
  return all;
}

void LookQueue::for_each_head(Lane lane, const std::function<void(const Due&)>& each) const {
  for (const auto& [kind, line] : waiting_[index(lane)]) each(*line.begin()->due);
}

}  // namespace segaudit::agent
