#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/model.h"
#include "storage/snapshot.h"

// What a snapshot holds about single resources. All functions throw what Snapshot::run does.
namespace segaudit::storage {

struct StoredResource {
  std::string parent;
  std::optional<std::string> body;  // redacted JSON of the current, else of the last version; nothing: it was erased
  Time since{};                     // of that version
  Seq since_seq = 0;
  std::string type;  // of that version's row: baseline, created, modified, reinterpreted
  bool is_gone = false;
};

struct ListedResource {
  std::string kind, id, parent, name;  // the name is the id where there is none
  std::string since;                   // of the current version, ISO 8601
};

struct ListedResources {
  std::vector<ListedResource> resources;
  std::int64_t total = 0;  // with those that are not among them
};

// A resource that is there, or was; nothing: none of that id was ever seen.
std::optional<StoredResource> resource_in(Snapshot& snapshot, const std::string& kind, const std::string& id);

// Resources of a kind (empty: of all kinds) that are there now, in the order of their ids. Those whose id or name holds
// `part`, whatever the case of letters A to Z; empty: all.
ListedResources resources_in(Snapshot& snapshot, const std::string& kind, const std::string& part, std::int64_t offset,
                             std::int64_t limit);

// Resources that were read under this one, by kind and id.
ListedResources children_in(Snapshot& snapshot, const std::string& kind, const std::string& id, std::int64_t limit);

// Violations that are open, pending or waived. Of a policy, by state and id; `total` counts all of them.
std::vector<Violation> violations_of_policy(Snapshot& snapshot, const std::string& policy, std::int64_t offset,
                                            std::int64_t limit, std::int64_t& total);
std::vector<Violation> violations_of_resource(Snapshot& snapshot, const std::string& kind, const std::string& id);

}  // namespace segaudit::storage
