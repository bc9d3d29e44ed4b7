#pragma once

#include <chrono>
#include <map>
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
  // A complete look at the collection lacked these and no others. Returns those that are gone.
  std::vector<std::string> lacked(const storage::CollectionKey& collection, const std::vector<std::string>& ids,
                                  storage::Time now);

 private:
  std::map<storage::CollectionKey, std::map<std::string, storage::Time>> first_lacked_;
};

}  // namespace segaudit::agent
