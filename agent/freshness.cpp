#include "agent/freshness.h"

#include <algorithm>

#include "agent/catalogue.h"

namespace segaudit::agent {
namespace {

void add_collection(Freshness& freshness, const storage::Collection& collection) {
  if (collection.state == storage::CollectionState::not_available) {
    ++freshness.not_available;
    return;
  }
  const bool is_first = freshness.expected++ == 0;
  const bool is_older =
      freshness.oldest && (!collection.last_complete || *collection.last_complete < *freshness.oldest);
  if (is_first || is_older) freshness.oldest = collection.last_complete;
  if (collection.state != storage::CollectionState::gap) return;
  ++freshness.gaps[collection.reason];
  if (freshness.detail.empty()) freshness.detail = collection.detail;
}

}  // namespace

std::optional<bool> trail_withheld(std::span<const storage::Collection> collections) {
  for (const auto& collection : collections) {
    if (!kind_named(collection.key.kind).events) continue;
    if (collection.state == storage::CollectionState::not_available) return true;
    if (collection.last_complete) return false;
  }
  return std::nullopt;
}

std::map<std::string, Freshness> freshness_by_kind(const WorkspaceState& state) {
  std::map<std::string, Freshness> kinds;
  for (const auto& collection : state.collections) add_collection(kinds[collection.key.kind], collection);
  return kinds;
}

}  // namespace segaudit::agent
