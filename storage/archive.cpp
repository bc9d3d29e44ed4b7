#include "storage/archive.h"

#include "storage/body_hashes.h"
#include "storage/database.h"
#include "storage/row_reading.h"

namespace segaudit::storage {
namespace {

template <typename Read>
auto reading(const std::filesystem::path& path, Read&& read) {
  return translated(path, [&] {
    const auto database = open_for_reading(path);
    return read(*database);
  });
}

}  // namespace

Seq Archive::position_at(Time time) const {
  return reading(path_, [&](SQLite::Database& database) {
    SQLite::Statement find(database, "SELECT coalesce(max(seq), 0) FROM log WHERE at <= ?");
    find.bind(1, std::int64_t(time.time_since_epoch().count()));
    find.executeStep();
    return Seq(find.getColumn(0).getInt64());
  });
}

Seq Archive::length() const {
  return reading(path_, [](SQLite::Database& database) {
    return Seq(database.execAndGet("SELECT coalesce(max(seq), 0) FROM log").getInt64());
  });
}

std::optional<std::string> Archive::workspace_id() const {
  return reading(path_, [](SQLite::Database& database) -> std::optional<std::string> {
    SQLite::Statement read(database, "SELECT value FROM meta WHERE name = 'workspace_id'");
    if (!read.executeStep()) return std::nullopt;
    return read.getColumn(0).getString();
  });
}

std::vector<Violation> Archive::active_violations(std::optional<Seq> as_of) const {
  return reading(path_, [&](SQLite::Database& database) {
    SQLite::Statement read(database, std::string(kViolationColumns) +
                                         "WHERE from_seq <= ?1 AND (to_seq IS NULL OR to_seq > ?1) "
                                         "ORDER BY policy, resource_kind, resource_id");
    read.bind(1, std::int64_t(as_of.value_or(INT64_MAX)));
    std::vector<Violation> violations;
    for_rows(read, [&](auto& row) { violations.push_back(violation_in(row)); });
    return violations;
  });
}

std::vector<Collection> Archive::collections() const {
  return reading(path_, [](SQLite::Database& database) {
    SQLite::Statement read(database, kCollectionsQuery);
    std::vector<Collection> all;
    for_rows(read, [&](auto& row) { all.push_back(collection_in(row)); });
    return all;
  });
}

std::map<std::pair<std::string, std::string>, std::set<std::string>> Archive::body_hashes(
    const std::set<std::pair<std::string, std::string>>& resources, std::optional<Seq> as_of) const {
  return reading(path_, [&](SQLite::Database& database) {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> all;
    for (const auto& [kind, id] : resources) {
      const auto hashes = storage::body_hashes(database, kind, id, as_of.value_or(INT64_MAX));
      if (!hashes.empty()) all[{kind, id}] = {hashes.begin(), hashes.end()};
    }
    return all;
  });
}

std::map<std::pair<std::string, std::string>, std::string> Archive::present_hashes(
    const std::set<std::pair<std::string, std::string>>& resources, std::optional<Seq> as_of) const {
  return reading(path_, [&](SQLite::Database& database) {
    std::map<std::pair<std::string, std::string>, std::string> all;
    for (const auto& [kind, id] : resources) {
      const auto hashes = storage::body_hashes(database, kind, id, as_of.value_or(INT64_MAX));
      if (!hashes.empty()) all[{kind, id}] = hashes.front();
    }
    return all;
  });
}

std::optional<std::string> Archive::config(const std::string& name, std::optional<Seq> as_of) const {
  return reading(path_, [&](SQLite::Database& database) -> std::optional<std::string> {
    SQLite::Statement read(database, "SELECT content FROM config_rows WHERE name = ?1 AND from_seq <= ?2 "
                                     "AND (to_seq IS NULL OR to_seq > ?2)");
    read.bind(1, name);
    read.bind(2, std::int64_t(as_of.value_or(INT64_MAX)));
    if (!read.executeStep()) return std::nullopt;
    return read.getColumn(0).getString();
  });
}

}  // namespace segaudit::storage
