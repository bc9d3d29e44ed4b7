#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/audit_trail.h"
#include "agent/catalogue.h"
#include "agent/config.h"
#include "storage/model.h"

namespace segaudit::agent {

// One collection or resource to look at.
struct Due {
  const Kind* kind = nullptr;
  std::string parent;
  std::string id;  // one resource; empty: the collection
  auto operator<=>(const Due&) const = default;
};

// What is to be looked at, and when: sweeps over everything, what events touched (at once, and again a little later for
// changes that become visible late), and failed looks again, at growing intervals. Pure: time comes in as values. One
// thread.
class Agenda {
 public:
  // `jitter` in [0, 1) spreads the sweeps of several agents.
  Agenda(Schedule periods, double jitter) : periods_(periods), jitter_(jitter) {}

  // Continues from what a database knows: the next sweep is a period after the oldest look; at once where something was
  // never seen, or where there is no audit trail to tell what changed meanwhile.
  void resume(const std::vector<storage::Collection>& collections, bool trail_available, storage::Time now);

  bool sweep_is_due(storage::Time now) const { return now >= next_sweep_; }
  bool trail_is_due(storage::Time now) const { return now >= next_trail_; }

  void start_sweep(storage::Time now);
  // The sweep that was started could not even begin: soon again.
  void sweep_again(storage::Time now);
  void trail_read(storage::Time now) { next_trail_ = now + periods_.audit_trail; }

  void touch(const Due& due, storage::Time now);
  void failed(const Due& due, storage::Time now);
  void succeeded(const Due& due);
  // Something about it changed visibly: what the event meant has been seen.
  void changed(const std::string& kind, const std::string& id);

  // Takes what is due now.
  std::vector<Due> take_due(storage::Time now);
  storage::Time next_wakeup() const;

  std::chrono::milliseconds sweep_period() const { return periods_.sweep; }

 private:
  struct Retry {
    storage::Time at{};
    int failures = 0;
  };

  Schedule periods_;
  double jitter_;
  storage::Time next_sweep_{};
  storage::Time next_trail_{};
  std::map<Due, Retry> retries_;
  std::multimap<storage::Time, Due> touched_;
};

// A failed look leaves a gap when what it would have refreshed is older than twice its period, or was never seen. Pure.
bool opens_gap(std::optional<storage::Time> last_complete, std::chrono::milliseconds period, storage::Time now);

}  // namespace segaudit::agent
