#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/catalogue.h"
#include "agent/config.h"
#include "agent/lane.h"
#include "storage/model.h"

namespace segaudit::agent {

// One collection or resource to look at.
struct Due {
  const Kind* kind = nullptr;
  std::string parent;
  std::string id;  // one resource; empty: the collection
  auto operator<=>(const Due&) const = default;
};

// When things are to be looked at. Beside the collections themselves, which come due a period after they were last seen,
// it knows the pulse (whose workspace is it, what does the audit trail say), what events touched (at once, and again a
// little later for changes that become visible late), and failed looks (again, at growing intervals). Pure: time comes
// in as values. One thread.
class Agenda {
 public:
  // `jitter` in [0, 1) spreads several agents, and the collections of one.
  Agenda(Schedule schedule, double jitter) : schedule_(schedule), jitter_(jitter) {}

  storage::Time next_pulse() const { return next_pulse_; }
  storage::Time next_trail() const { return next_trail_; }
  bool sweep_is_due(storage::Time now) const { return now >= next_sweep_; }
  void pulse_taken(storage::Time now) { next_pulse_ = now + schedule_.audit_trail; }
  void trail_read(storage::Time now) { next_trail_ = now + schedule_.audit_trail; }
  // Plan or permission withhold the trail: sweeps have to do.
  void trail_withheld(storage::Time now) { next_trail_ = now + schedule_.sweep; }
  // What is due has been planned; the next collection comes due at `next`.
  void sweep_planned(storage::Time now, storage::Time next);

  // When a collection that was last seen then is to be looked at again.
  storage::Time due_again(const Kind& kind, storage::Time last_seen) const;
  // How often the kind's collections are looked at, at the least.
  std::chrono::milliseconds period(const Kind& kind) const;

  void touch(const Due& due, Lane lane, storage::Time now);
  void again(const Due& due, Lane lane, storage::Time at) { planned_.emplace(at, std::pair(due, lane)); }
  void failed(const Due& due, storage::Time now);
  void succeeded(const Due& due) { retries_.erase(due); }
  // What failed is due again now: what was in the way is not any more.
  void retry_all();
  // The same of one kind.
  void retry(std::string_view kind);
  // Whether it failed, and waits for its next turn.
  bool waits(const Due& due) const { return retries_.contains(due); }
  // Something about it changed visibly: what the event meant has been seen.
  void changed(const std::string& kind, const std::string& id);

  // Takes what is due now.
  std::vector<std::pair<Due, Lane>> take_due(storage::Time now);
  // When something comes due, beside pulse and trail.
  storage::Time next_due() const;

 private:
  struct Retry {
    storage::Time at{};
    int failures = 0;
  };

  Schedule schedule_;
  double jitter_;
  storage::Time next_pulse_{};
  storage::Time next_trail_{};
  storage::Time next_sweep_{};
  std::map<Due, Retry> retries_;
  std::multimap<storage::Time, std::pair<Due, Lane>> planned_;
};

// How often the collections of a kind are looked at, at the least: the trail by the minute, what is measured by the day
// once a day, everything else with the sweeps. Pure.
std::chrono::milliseconds planned_period(const Kind& kind, const Schedule& schedule);

// A failed look leaves a gap when what it would have refreshed is older than twice its period, or was never seen. Pure.
bool opens_gap(std::optional<storage::Time> last_complete, std::chrono::milliseconds period, storage::Time now);

}  // namespace segaudit::agent
