#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/snapshot.h"

namespace segaudit::agent {

// Sources and destinations as tables for people, read from the read model. All functions throw what Snapshot::run does.

struct SourceRow {
  std::string id, name, slug, type, environment, plans;
  std::string enabled;  // "1", "0" or empty: not known
  std::int64_t destinations = 0, violations = 0;
};

struct SourceRows {
  std::vector<SourceRow> rows;
  std::int64_t total = 0;
};

// In the order of their names; those whose name, slug or id holds `part`.
SourceRows read_sources(storage::Snapshot& snapshot, const std::string& part, std::int64_t offset, std::int64_t limit);

struct InstanceRow {
  std::string id, name, enabled, source_id, source_name, environment;
  std::int64_t violations = 0;
};

// The instances of one integration.
struct MetaGroup {
  std::string id, name, status;  // the Meta id; empty: the API named none
  std::int64_t instances = 0;    // all of them
  std::int64_t enabled = 0;
  std::vector<InstanceRow> rows;
};

struct MetaMap {
  std::vector<MetaGroup> groups;
  std::int64_t group_count = 0, instance_count = 0;
};

// Integrations in the order of their names, each with its first instances. `part` narrows it to instances whose name or
// id, source's name or id, or integration's name or Meta id holds it.
MetaMap read_meta_map(storage::Snapshot& snapshot, const std::string& part, std::int64_t group_offset,
                      std::int64_t groups, std::int64_t instances_each);

// One integration with all its instances, page by page.
MetaGroup read_meta_group(storage::Snapshot& snapshot, const std::string& metadata_id, std::int64_t offset,
                          std::int64_t limit);

}  // namespace segaudit::agent
