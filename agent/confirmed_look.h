#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/lane.h"
#include "agent/looker.h"

namespace segaudit::agent {

// What to look at.
struct LookJob {
  const Kind* kind = nullptr;
  std::string parent;
  std::string id;                      // one resource; empty: the whole collection
  // Ids that the collection held before this look. Nothing: what the looker remembers.
  std::optional<std::vector<std::string>> known = {};
  Parameters query = {};
  std::string unaskable = {};          // why there is nothing to ask; then the look is missed without a request
  Lane lane = Lane::sweep;
  std::uint64_t number = 0;            // in the order of being given
};

// A complete look, with what it no longer found: at this moment, whatever a later one says.
struct Found {
  Looked looked;
  std::vector<std::string> gone;
};

struct Missed {
  Failure failure;
  std::string detail;
  std::string reason = {};  // of the gap; empty: the failure's name
};

struct LookResult {
  LookJob job;
  std::variant<Found, Missed> outcome;
};

// Looks, and asks again before it says that something is not found: resources that a complete list no longer holds are
// asked for one by one (404), where the kind has such a question. A list that lacks more than `most_missing` of what it
// held is read a second time before anything else.
LookResult confirmed_look(const Looker& looker, LookJob job, std::stop_token stop, double most_missing = 0.5);

// Ids of `known` that are not in `seen`. Pure.
std::vector<std::string> missing_ids(const std::vector<std::string>& known, const std::set<std::string>& seen);

// Whether so much is missing that the list itself is in doubt. most_missing: a part of what was known. Pure.
bool shrank_suspiciously(std::size_t known, std::size_t missing, double most_missing);

}  // namespace segaudit::agent
