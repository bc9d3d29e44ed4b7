#include "storage/body_hashes.h"
#include "storage/row_reading.h"
#include "storage/store_impl.h"

namespace segaudit::storage {
namespace {

constexpr std::chrono::minutes kFromAnswerToLog{1};  // what is deleted meanwhile is recorded after its deletion

std::vector<Violation> violations(SQLite::Statement& statement) {
  std::vector<Violation> found;
  for_rows(statement, [&](auto& row) { found.push_back(violation_in(row)); });
  return found;
}

}  // namespace

std::vector<std::string> Store::known_ids(const CollectionKey& collection) const {
  return translated(impl_->path, [&] {
    auto& find = impl_->statement("SELECT id FROM version_rows WHERE kind = ? AND parent = ? AND to_seq IS NULL ORDER BY id");
    find.bind(1, collection.kind);
    find.bind(2, collection.parent);
    std::vector<std::string> ids;
    for_rows(find, [&](auto& row) { ids.push_back(row.getColumn(0).getString()); });
    return ids;
  });
}

bool Store::is_known(const std::string& kind, const std::string& id) const {
  return translated(impl_->path, [&] {
    auto& find = impl_->statement("SELECT 1 FROM version_rows WHERE kind = ? AND id = ? AND to_seq IS NULL");
    find.bind(1, kind);
    find.bind(2, id);
    const bool known = find.executeStep();
    find.reset();
    return known;
  });
}

std::optional<std::string> Store::body_of(const std::string& kind, const std::string& id) const {
  return translated(impl_->path, [&] {
    auto& find = impl_->statement("SELECT l.content FROM version_rows v JOIN log l ON l.seq = v.from_seq "
                                  "WHERE v.kind = ? AND v.id = ? AND v.to_seq IS NULL");
    find.bind(1, kind);
    find.bind(2, id);
    std::optional<std::string> body;
    for_rows(find, [&](auto& row) {
      if (!row.getColumn(0).isNull()) body = row.getColumn(0).getString();
    });
    return body;
  });
}

std::optional<std::string> Store::parent_of(const std::string& kind, const std::string& id) const {
  return translated(impl_->path, [&] {
    auto& find = impl_->statement("SELECT parent FROM version_rows WHERE kind = ? AND id = ? AND to_seq IS NULL");
    find.bind(1, kind);
    find.bind(2, id);
    std::optional<std::string> parent;
    for_rows(find, [&](auto& row) { parent = row.getColumn(0).getString(); });
    return parent;
  });
}

std::vector<Collection> Store::collections() const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement(kCollectionsQuery);
    std::vector<Collection> all;
    for_rows(read, [&](auto& row) { all.push_back(collection_in(row)); });
    return all;
  });
}

std::optional<Time> Store::last_complete(const CollectionKey& collection) const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT last_complete FROM collection_looks WHERE kind = ? AND parent = ?");
    read.bind(1, collection.kind);
    read.bind(2, collection.parent);
    std::optional<Time> last;
    for_rows(read, [&](auto& row) { last = time_or_nothing(row.getColumn(0)); });
    return last;
  });
}

std::optional<Time> Store::newest_event() const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT max(time) FROM audit_events");
    std::optional<Time> newest;
    for_rows(read, [&](auto& row) { newest = parse_time(row.getColumn(0).getString()); });
    return newest;
  });
}

bool Store::was_deleted(const std::string& kind, const std::string& id) const {
  return translated(impl_->path, [&] {
    auto& version = impl_->statement("SELECT l.at FROM version_rows v JOIN log l ON l.seq = v.from_seq "
                                     "WHERE v.kind = ? AND v.id = ? AND v.to_seq IS NULL");
    version.bind(1, kind);
    version.bind(2, id);
    std::optional<Time> since;
    for_rows(version, [&](auto& row) { since = time_or_nothing(row.getColumn(0)).value_or(Time{}) - kFromAnswerToLog; });
    if (!since) return false;
    auto& events = impl_->statement("SELECT time FROM deletion_events WHERE resource_id = ?");
    events.bind(1, id);
    bool deleted = false;
    for_rows(events, [&](auto& row) {
      const auto time = parse_time(row.getColumn(0).getString());
      deleted = deleted || (time && *time >= *since);
    });
    return deleted;
  });
}

std::vector<std::pair<std::string, std::string>> Store::missing_references(const std::set<std::string>& kinds) const {
  return translated(impl_->path, [&] {
    auto& find = impl_->statement("SELECT DISTINCT other_kind, other_id FROM resource_links l WHERE kind = ? AND other_id <> '' "
                                  "AND NOT EXISTS (SELECT 1 FROM version_rows v WHERE v.kind = l.other_kind "
                                  "AND v.id = l.other_id AND v.to_seq IS NULL)");
    std::vector<std::pair<std::string, std::string>> missing;
    for (const auto& kind : kinds) {
      find.reset();
      find.bind(1, kind);
      for_rows(find, [&](auto& row) { missing.emplace_back(row.getColumn(0).getString(), row.getColumn(1).getString()); });
    }
    return missing;
  });
}

std::vector<std::string> Store::ids_ending_in(const std::string& kind, const std::string& id) const {
  return translated(impl_->path, [&] {
    auto& find = impl_->statement("SELECT id FROM version_rows WHERE kind = ?1 AND to_seq IS NULL AND instr(id, '_') > 0 "
                                  "AND substr(id, instr(id, '_') + 1) = ?2");
    find.bind(1, kind);
    find.bind(2, id);
    std::vector<std::string> ids;
    for_rows(find, [&](auto& row) { ids.push_back(row.getColumn(0).getString()); });
    return ids;
  });
}

std::set<std::string> Store::kinds_since(Seq seq) const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT DISTINCT kind FROM log WHERE seq > ? AND type NOT IN ('violation', 'sweep')");
    read.bind(1, std::int64_t(seq));
    std::set<std::string> kinds;
    for_rows(read, [&](auto& row) { kinds.insert(row.getColumn(0).getString()); });
    return kinds;
  });
}

std::vector<Violation> Store::active_violations() const {
  return translated(impl_->path, [&] {
    static const std::string sql =
        std::string(kViolationColumns) + "WHERE to_seq IS NULL ORDER BY policy, resource_kind, resource_id";
    return violations(impl_->statement(sql.c_str()));
  });
}

std::vector<Violation> Store::resolved_since(Time since) const {
  return translated(impl_->path, [&] {
    static const std::string sql = std::string(kViolationColumns) +
                                   "WHERE state = 'resolved' AND state_since >= ? ORDER BY policy, resource_kind, resource_id";
    auto& read = impl_->statement(sql.c_str());
    read.bind(1, std::int64_t(since.time_since_epoch().count()));
    return violations(read);
  });
}

std::map<std::string, std::pair<std::int64_t, std::int64_t>> Store::violation_totals() const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement(
        // Each life counts once, however often a waiver came and went meanwhile.
        "SELECT policy, sum(was_open), sum(was_open AND has_ended) FROM ("
        "SELECT policy, max(state = 'open') AS was_open, max(state = 'resolved') AS has_ended FROM violation_rows "
        "GROUP BY policy, resource_kind, resource_id, first_seen) GROUP BY policy");
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> totals;
    for_rows(read, [&](auto& row) {
      totals[row.getColumn(0).getString()] = {row.getColumn(1).getInt64(), row.getColumn(2).getInt64()};
    });
    return totals;
  });
}

std::map<std::pair<std::string, std::string>, std::int64_t> Store::change_totals() const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT kind, type, count(*) FROM change_rows GROUP BY kind, type");
    std::map<std::pair<std::string, std::string>, std::int64_t> totals;
    for_rows(read, [&](auto& row) {
      totals[{row.getColumn(0).getString(), row.getColumn(1).getString()}] = row.getColumn(2).getInt64();
    });
    return totals;
  });
}

std::optional<std::string> Store::actor_of(Seq change) const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT actor FROM attribution_rows WHERE change_seq = ? AND to_seq IS NULL");
    read.bind(1, std::int64_t(change));
    std::optional<std::string> actor;
    for_rows(read, [&](auto& row) {
      if (!row.getColumn(0).isNull()) actor = row.getColumn(0).getString();
    });
    return actor;
  });
}

std::vector<Change> Store::changes_between(Seq after, Seq up_to) const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT from_seq, type, kind, resource_id, parent FROM change_rows "
                                  "WHERE from_seq > ? AND from_seq <= ? ORDER BY from_seq");
    read.bind(1, std::int64_t(after));
    read.bind(2, std::int64_t(up_to));
    std::vector<Change> changes;
    for_rows(read, [&](auto& row) {
      changes.push_back({row.getColumn(0).getInt64(), change_type_named(row.getColumn(1).getString()),
                         row.getColumn(2).getString(), row.getColumn(3).getString(), row.getColumn(4).getString()});
    });
    return changes;
  });
}

std::map<std::string, std::int64_t> Store::resource_counts() const {
  return translated(impl_->path, [&] {
    auto& read = impl_->statement("SELECT kind, count(*) FROM version_rows WHERE to_seq IS NULL GROUP BY kind");
    std::map<std::string, std::int64_t> counts;
    for_rows(read, [&](auto& row) { counts[row.getColumn(0).getString()] = row.getColumn(1).getInt64(); });
    return counts;
  });
}

std::set<std::string> Store::body_hashes(const std::string& kind, const std::string& id) const {
  return translated(impl_->path, [&] {
    const auto hashes = storage::body_hashes(*impl_->database, kind, id);
    return std::set<std::string>(hashes.begin(), hashes.end());
  });
}

Seq Store::length() const { return impl_->log->length(); }

std::string Store::head() const { return impl_->log->length() == 0 ? "" : to_hex(impl_->log->head()); }

std::int64_t Store::size_bytes() const {
  std::error_code ignored;
  const auto bytes = [&](const std::filesystem::path& file) {
    const auto size = std::filesystem::file_size(file, ignored);
    return ignored ? 0 : std::int64_t(size);
  };
  return bytes(impl_->path) + bytes(impl_->path.string() + "-wal");
}

const std::filesystem::path& Store::path() const { return impl_->path; }

}  // namespace segaudit::storage
