#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::agent {

// How long after the first look that lacked a resource the second one tells something new: a cache that gave a wrong
// list gives it again within seconds.
inline constexpr std::chrono::seconds kIndependentLooks{20};

// Resources that a look at their collection no longer found, although no event tells of their end. What one moment
// showed, however often it was asked, is one observation: they are gone when a later look lacks them too. In memory
// only: after a start, the next two looks decide. Pure; one thread.
class Doubts {
 public:
  // A complete look at the collection lacked these and no others. Returns those that are gone. last_seen: when the last
  // look that was recorded before this one ended.
  std::vector<std::string> lacked(const storage::CollectionKey& collection, const std::vector<std::string>& ids,
                                  storage::Time now, std::optional<storage::Time> last_seen = {});

  // When the last look ended that still had it; nothing: it is not in doubt.
  std::optional<storage::Time> last_seen(const storage::CollectionKey& collection, const std::string& id) const;

 private:
  struct Doubt {
    storage::Time first_lacked{};
    std::optional<storage::Time> last_seen;
  };
  std::map<storage::CollectionKey, std::map<std::string, Doubt>> doubts_;
};

}  // namespace segaudit::agent
