#include "agent/doubts.h"

#include <utility>

namespace segaudit::agent {

std::vector<std::string> Doubts::lacked(const storage::CollectionKey& collection, const std::vector<std::string>& ids,
                                        storage::Time now, std::optional<storage::Time> last_seen) {
  const auto known = doubts_.extract(collection);
  std::map<std::string, Doubt> still;
  std::vector<std::string> gone;
  for (const auto& id : ids) {
    Doubt doubt{now, last_seen};
    if (!known.empty())
      if (const auto before = known.mapped().find(id); before != known.mapped().end()) doubt = before->second;
    // A clock that was set back says nothing about how much time went by.
    doubt.first_lacked = std::min(doubt.first_lacked, now);
    if (now - doubt.first_lacked >= kIndependentLooks) gone.push_back(id);
    else still.emplace(id, doubt);
  }
  if (!still.empty()) doubts_.emplace(collection, std::move(still));
  return gone;
}

std::optional<storage::Time> Doubts::last_seen(const storage::CollectionKey& collection, const std::string& id) const {
  const auto known = doubts_.find(collection);
  if (known == doubts_.end()) return std::nullopt;
  const auto doubt = known->second.find(id);
  return doubt == known->second.end() ? std::nullopt : doubt->second.last_seen;
}

}  // namespace segaudit::agent
