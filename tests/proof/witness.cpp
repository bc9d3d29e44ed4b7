#include "tests/proof/witness.h"

#include <algorithm>

namespace segaudit::proof {
namespace {

constexpr std::size_t kKeptNotes = 4000;
constexpr std::size_t kKeptTimes = 8;

}  // namespace

void Witness::end_step(bool killed) {
  for (const auto& [collection, listing] : touched_) {
    if (killed || listing.failed || !listing.end) continue;
    surely_[collection] = *listing.end;
    if (!listing.flawed) true_since_[collection] = listing.begin;
  }
  touched_.clear();
}

void Witness::begin(const CollectionKey& collection, Time now, bool flawed) {
  touched_[collection] = {now, flawed, world_.comings_and_goings(collection), {}, false};
  count_sweep(collection);
}

void Witness::page(const CollectionKey& collection, const std::vector<std::string>& ids, bool last, Time now) {
  for (const auto& id : ids) showed({collection.kind, id}, collection.parent, now);
  const auto found = touched_.find(collection);
  if (found == touched_.end() || !last) return;
  Listing& listing = found->second;
  listing.end = now;
  // What came or went meanwhile may have pushed something over a page's edge.
  listing.flawed = listing.flawed || listing.moves != world_.comings_and_goings(collection);
  maybe_[collection] = now;
}

void Witness::failed(const CollectionKey& collection, Time now) {
  auto& listing = touched_[collection];
  if (listing.begin == Time{}) listing.begin = now;
  listing.failed = true;
}

void Witness::forget(const CollectionKey& collection) {
  true_since_.erase(collection);
  surely_.erase(collection);
  maybe_.erase(collection);
}

Time Witness::true_since(const CollectionKey& collection) const {
  return find(true_since_, collection).value_or(Time{});
}

void Witness::showed(const ResourceKey& resource, const std::string& parent, Time now) {
  auto& times = shown_[{resource, parent}];
  times.push_back(now);
  if (times.size() > kKeptTimes) times.pop_front();
}

std::optional<Time> Witness::last_shown(const ResourceKey& resource, const std::string& parent, Time until) const {
  const auto found = shown_.find({resource, parent});
  if (found == shown_.end()) return std::nullopt;
  std::optional<Time> last;
  for (const auto time : found->second)
    if (time <= until) last = time;
  return last;
}

std::optional<Time> Witness::find(const std::map<CollectionKey, Time>& times, const CollectionKey& collection) {
  const auto found = times.find(collection);
  return found == times.end() ? std::nullopt : std::optional(found->second);
}

void Witness::count_sweep(const CollectionKey& collection) {
  if (!collection.parent.empty()) return;
  asked_.insert(collection.kind);
  const bool all = std::ranges::all_of(
      world_kinds(), [&](const WorldKind& kind) { return !kind.parent.empty() || asked_.contains(kind.kind); });
  if (!all) return;
  ++sweeps_;
  asked_.clear();
}

void Witness::note(std::string line) {
  notes_.push_back(std::move(line));
  if (notes_.size() > kKeptNotes) notes_.pop_front();
}

}  // namespace segaudit::proof
