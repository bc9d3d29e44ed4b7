#include "agent/resource_kinds.h"

#include <map>

#include "storage/schema.h"

namespace segaudit::agent {

std::vector<KindSummary> read_kinds(storage::Snapshot& snapshot) {
  std::map<std::string, KindSummary> kinds;
  for (const auto& [kind, parent] : storage::kinds()) kinds[kind].kind = kind;
  const auto counts = snapshot.run("SELECT kind, count(*) FROM version_rows WHERE to_seq IS NULL GROUP BY kind");
  for (const auto& row : counts.rows) {
    const auto known = kinds.find(storage::to_text(row[0]));
    if (known != kinds.end()) known->second.resources = std::get<std::int64_t>(row[1]);
  }
  // A kind that came embedded in another has no collection of its own.
  const auto looks = snapshot.run(
      "SELECT kind, count(*), sum(state = 'gap'), sum(state = 'not_available'), "
      "CASE WHEN count(CASE WHEN state <> 'not_available' AND last_complete_at IS NULL THEN 1 END) = 0 "
      "THEN min(last_complete_at) END FROM collections GROUP BY kind");
  for (const auto& row : looks.rows) {
    const auto known = kinds.find(storage::to_text(row[0]));
    if (known == kinds.end()) continue;
    known->second.collections = std::get<std::int64_t>(row[1]);
    known->second.gaps = std::get<std::int64_t>(row[2]);
    known->second.not_available = std::get<std::int64_t>(row[3]);
    known->second.oldest = storage::to_text(row[4]);
  }
  std::vector<KindSummary> all;
  for (auto& [kind, summary] : kinds) all.push_back(std::move(summary));
  return all;
}

}  // namespace segaudit::agent
