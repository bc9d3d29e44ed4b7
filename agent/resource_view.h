#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/resource_reads.h"
#include "storage/snapshot.h"

namespace segaudit::agent {

struct FieldChange {
  std::string field;                                // JSON pointer
  std::optional<std::string> old_value, new_value;  // JSON; nothing: the field was absent
};

struct ResourceChange {
  storage::Seq seq = 0;
  std::string at, change;  // ISO 8601; created, modified, deleted, vanished
  std::string who;         // made it, for people
  std::vector<FieldChange> fields;
};

struct ResourceLink {
  std::string says;  // "receives from"
  std::string kind, id, name;
  bool is_known = false;  // false: the id leads nowhere
};

struct ResourceEvent {
  std::string at, type, actor;
};

struct CollectionView {
  std::string state, reason, detail, last_complete_at;  // state is empty: never looked at
};

// Everything that is shown about one resource, read at one position of the log.
struct ResourceView {
  std::string kind, id, name;
  storage::StoredResource stored;
  std::vector<storage::Violation> violations;
  std::vector<ResourceChange> changes;  // newest first
  std::int64_t change_count = 0;        // with those that are not among them
  std::vector<ResourceLink> links;
  std::int64_t link_count = 0;
  storage::ListedResources children;
  std::string parent_kind, parent_name;
  std::vector<ResourceEvent> events;  // newest first; of the audit trail
  CollectionView collection;
};

// Nothing: no resource of that id was ever seen. Throws what Snapshot::run does.
std::optional<ResourceView> read_resource(storage::Snapshot& snapshot, const std::string& kind, const std::string& id);

}  // namespace segaudit::agent
