#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "agent/agenda.h"

namespace segaudit::agent {

// What is due and not yet being looked at. Nothing stands in it twice, and nothing starves: within a lane root lists
// come first (what they find decides what is asked below them), then what was seen longest ago. One thread.
class LookQueue {
 public:
  // last_seen: nothing: never. What is queued already can only move up, into the urgent lane. Returns whether it is new.
  bool add(const Due& due, Lane lane, std::optional<storage::Time> last_seen);

  // Takes the next one of a lane among those kinds that may be asked now.
  using MayAsk = std::function<bool(const Due&)>;
  std::optional<Due> next(Lane lane, const MayAsk& may_ask);

  // Takes everything.
  std::vector<Due> clear();

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  bool empty(Lane lane) const { return waiting_[index(lane)].empty(); }
  // Whether something waits that was never seen.
  bool holds_unseen() const { return unseen_ > 0; }

  // Heads of the kinds' lines in a lane, for whoever asks when the next one can go.
  void for_each_head(Lane lane, const std::function<void(const Due&)>& each) const;

 private:
  struct Place {
    std::optional<storage::Time> last_seen;  // nothing comes before any time
    std::uint64_t number = 0;                // in the order of coming
    const Due* due = nullptr;
    bool operator<(const Place& other) const {
      return std::tie(last_seen, number) < std::tie(other.last_seen, other.number);
    }
  };
  struct Entry {
    Lane lane;
    Place place;
  };
  using Line = std::set<Place>;

  static std::size_t index(Lane lane) { return lane == Lane::urgent ? 0 : 1; }
  void leave(const Due& due, const Entry& entry);

  std::map<Due, Entry> entries_;
  std::array<std::map<const Kind*, Line>, 2> waiting_;  // by lane
  std::uint64_t next_number_ = 0;
  std::size_t unseen_ = 0;
};

}  // namespace segaudit::agent
