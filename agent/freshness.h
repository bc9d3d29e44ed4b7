#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "agent/workspace_state.h"

namespace segaudit::agent {

// How well the collections of one kind are known.
struct Freshness {
  std::int64_t expected = 0;                 // collections that should be readable
  std::int64_t not_available = 0;            // and those that plan or permission withhold
  std::optional<storage::Time> oldest;       // end of the last complete look at the one seen longest ago; nothing:
                                             // one was never seen whole
  std::map<std::string, std::int64_t> gaps;  // collections, by reason
  std::string detail;                        // of the first gap, for people
};

// Whether plan or permission withhold the audit trail; nothing: it was never asked for, or nobody answered.
std::optional<bool> trail_withheld(std::span<const storage::Collection> collections);

std::map<std::string, Freshness> freshness_by_kind(const WorkspaceState& state);

}  // namespace segaudit::agent
