#include "agent/freshness.h"

#include <algorithm>

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

std::map<std::string, Freshness> freshness_by_kind(const WorkspaceState& state) {
  std::map<std::string, Freshness> kinds;
  for (const auto& collection : state.collections) add_collection(kinds[collection.key.kind], collection);
  return kinds;
}

}  // namespace segaudit::agent
