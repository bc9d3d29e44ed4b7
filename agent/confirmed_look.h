#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/looker.h"

namespace segaudit::agent {

// What to look at.
struct LookJob {
  const Kind* kind = nullptr;
  std::string parent;
  std::string id;                      // one resource; empty: the whole collection
  // Ids that the collection held before this look. Nothing: what the looker remembers.
  std::optional<std::vector<std::string>> known;
  Parameters query;
  std::string unaskable;               // why there is nothing to ask; then the look is missed without a request
};

// A complete look, with what is really gone.
struct Found {
  Looked looked;
  std::vector<std::string> gone;
};

struct Missed {
  Failure failure;
  std::string detail;
};

struct LookResult {
  LookJob job;
  std::variant<Found, Missed> outcome;
};

// Looks, and confirms what seems to be gone before saying so: resources that a complete list no longer holds are asked
// for one by one (404), or, where the kind has no such question, must be missing from a second complete list too. A list
// that shrank by more than half is read a second time before anything else. What cannot be confirmed is not gone.
LookResult confirmed_look(const Looker& looker, LookJob job, std::stop_token stop);

// Ids of `known` that are not in `seen`. Pure.
std::vector<std::string> missing_ids(const std::vector<std::string>& known, const std::set<std::string>& seen);

// Whether so much is missing that the list itself is in doubt. Pure.
bool shrank_suspiciously(std::size_t known, std::size_t missing);

}  // namespace segaudit::agent
