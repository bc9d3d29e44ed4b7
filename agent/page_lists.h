#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent/page_links.h"
#include "agent/resource_maps.h"
#include "storage/resource_reads.h"

namespace segaudit::agent {

// Bodies of the pages that list resources. `part` is what was searched for, `page` counts from 1. All pure.

inline constexpr std::int64_t kListed = 100;        // resources on a page
inline constexpr std::int64_t kGroupsListed = 60;   // integrations on a page of the id map
inline constexpr std::int64_t kInstancesEach = 20;  // instances of each of them

struct KindSummary {
  std::string kind;
  std::int64_t resources = 0, collections = 0, gaps = 0, not_available = 0;
  std::string oldest;  // end of the last complete look at the collection seen longest ago; empty: one never was
};

// Kinds, with a search over all of them: its results where `part` is not empty.
std::string kinds_page(const std::vector<KindSummary>& kinds, const storage::ListedResources& found,
                       const std::string& part, std::int64_t page, const PageLinks& links);

std::string kind_page(const std::string& kind, const storage::ListedResources& found, const std::string& part,
                      std::int64_t page, const PageLinks& links);

std::string sources_page(const SourceRows& sources, const std::string& part, std::int64_t page, const PageLinks& links);

// Instance ids and Meta ids: which integration each destination is an instance of.
std::string id_map_page(const MetaMap& map, const std::string& part, std::int64_t page, const PageLinks& links);
std::string meta_page(const MetaGroup& group, std::int64_t page, const PageLinks& links);

}  // namespace segaudit::agent
