#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "agent/agenda.h"
#include "agent/confirmed_look.h"

namespace segaudit::agent {

// What the job is to look at.
Due due_of(const LookJob& job);

// Jobs that were given to the crew and whose results have not been taken, and which of them a newer look at a single
// resource has overtaken: what a list says of that resource is older then. One thread.
class LooksInHand {
 public:
  // Numbers the job. unseen: its collection was never seen.
  void add(LookJob& job, bool unseen);
  void remove(const LookJob& job);

  bool contains(const Due& due) const { return jobs_.contains(due); }
  bool empty() const { return jobs_.empty(); }
  bool holds_unseen() const { return !unseen_.empty(); }
  bool holds_urgent() const { return urgent_ > 0; }

  // A look at one resource ended: lists that were given before are overtaken.
  void looked_at_alone(const LookJob& job);
  bool is_overtaken(const LookJob& list) const;
  // Takes out of a list's findings what they say of resources that were looked at since it was given.
  void drop_overtaken(const LookJob& list, Found& found) const;
  // Nothing that was given earlier is left to be overtaken.
  void forget_alone() { alone_.clear(); }

 private:
  bool is_overtaken(const LookJob& list, const std::string& id) const;

  std::set<Due> jobs_;
  std::set<Due> unseen_;
  std::size_t urgent_ = 0;
  std::uint64_t next_number_ = 1;
  std::map<std::string, std::map<std::string, std::uint64_t>> alone_;  // kind, id: the next job's number then
};

}  // namespace segaudit::agent
