#include "agent/doubts.h"

#include <utility>

namespace segaudit::agent {

std::vector<std::string> Doubts::lacked(const storage::CollectionKey& collection, const std::vector<std::string>& ids,
                                        storage::Time now) {
  const auto known = first_lacked_.extract(collection);
  std::map<std::string, storage::Time> still;
  std::vector<std::string> gone;
  for (const auto& id : ids) {
    storage::Time first = now;
    if (!known.empty())
      if (const auto before = known.mapped().find(id); before != known.mapped().end()) first = before->second;
    // A clock that was set back says nothing about how much time went by.
    first = std::min(first, now);
    if (now - first >= kIndependentLooks)
      gone.push_back(id);
    else
      still.emplace(id, first);
  }
  if (!still.empty()) first_lacked_.emplace(collection, std::move(still));
  return gone;
}

}  // namespace segaudit::agent
