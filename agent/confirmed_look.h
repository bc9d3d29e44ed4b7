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
  // Ids that a complete list lacked before, long enough ago to ask anew. Of kinds without a question by id.
  std::set<std::string> doubted = {};
};

// A complete look, with what is really gone.
struct Found {
  Looked looked;
  std::vector<std::string> gone;
  std::vector<std::string> doubted;  // what the list lacks, and a later one has to lack, too, before it is gone
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

// Looks, and confirms what seems to be gone before saying so: resources that a complete list no longer holds are asked
// for one by one (404), or, where the kind has no such question, must be missing from a later complete list too. A list
// that lacks more than `most_missing` of what it held is read a second time before anything else. What cannot be
// confirmed is not gone.
LookResult confirmed_look(const Looker& looker, LookJob job, std::stop_token stop, double most_missing = 0.5);

// Ids of `known` that are not in `seen`. Pure.
std::vector<std::string> missing_ids(const std::vector<std::string>& known, const std::set<std::string>& seen);

// Whether so much is missing that the list itself is in doubt. most_missing: a part of what was known. Pure.
bool shrank_suspiciously(std::size_t known, std::size_t missing, double most_missing);

}  // namespace segaudit::agent
