#include "storage/resource_reads.h"

#include "storage/row_reading.h"
#include "storage/schema.h"

namespace segaudit::storage {
namespace {

std::int64_t whole(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number ? *number : 0;
}

Time time_in(const Value& value) { return Time(std::chrono::milliseconds(whole(value))); }

// ?1 is the kind. Names of all kinds are one view; those of one kind are found quickly only when the kind is a
// constant.
const std::string kListed =
    "SELECT v.kind, v.id, v.parent, coalesce(n.name, v.id), l.at FROM version_rows v JOIN log l ON l.seq = v.from_seq "
    "LEFT JOIN (SELECT id, name FROM resource_names WHERE kind = ?1) n ON n.id = v.id "
    "WHERE v.to_seq IS NULL AND v.kind = ?1 ";
const std::string kListedOfAllKinds =
    "SELECT v.kind, v.id, v.parent, coalesce(n.name, v.id), l.at FROM version_rows v JOIN log l ON l.seq = v.from_seq "
    "LEFT JOIN resource_names n ON n.kind = v.kind AND n.id = v.id WHERE v.to_seq IS NULL ";
const std::string kHolds = "AND (instr(lower(v.id), lower(?2)) > 0 OR instr(lower(n.name), lower(?2)) > 0) ";

ListedResource listed(const std::vector<Value>& row) {
  return {to_text(row[0]), to_text(row[1]), to_text(row[2]), to_text(row[3]), format_time(time_in(row[4]))};
}

std::vector<ListedResource> listed(const Result& result) {
  std::vector<ListedResource> all;
  for (const auto& row : result.rows) all.push_back(listed(row));
  return all;
}

// The last version of what is gone. A version that was there at the first look is no change, and has no index either:
// it stands near the log's beginning, where a walk from there finds it.
Seq last_version(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  const Seq changed = snapshot.number(
      "SELECT max(from_seq) FROM change_rows WHERE kind = ?1 AND resource_id = ?2 AND type IN ('created', 'modified')",
      {kind, id});
  if (changed > 0) return changed;
  return snapshot.number("SELECT from_seq FROM version_rows WHERE kind = ?1 AND id = ?2 ORDER BY from_seq LIMIT 1",
                         {kind, id});
}

bool is_known_at_all(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  return snapshot.number("SELECT 1 FROM change_rows WHERE kind = ?1 AND resource_id = ?2 LIMIT 1", {kind, id}) == 1;
}

// Of kViolationColumns.
Violation violation_of(const std::vector<Value>& row) {
  Violation violation;
  violation.policy = to_text(row[0]);
  violation.resource_kind = to_text(row[1]);
  violation.resource_id = to_text(row[2]);
  violation.resource_name = to_text(row[3]);
  violation.severity = to_text(row[4]);
  violation.state = violation_state_named(to_text(row[5]));
  violation.first_seen = time_in(row[6]);
  violation.state_since = time_in(row[7]);
  violation.message = to_text(row[8]);
  violation.evidence = to_text(row[9]);
  violation.actor = to_text(row[10]);
  violation.waiver = to_text(row[11]);
  violation.cause = whole(row[12]);
  violation.actor_name = to_text(row[13]);
  return violation;
}

const std::string kViolations = std::string(kViolationColumns) + "WHERE to_seq IS NULL AND state <> 'resolved' ";

std::vector<Violation> violations(const Result& result) {
  std::vector<Violation> all;
  for (const auto& row : result.rows) all.push_back(violation_of(row));
  return all;
}

}  // namespace

std::optional<StoredResource> resource_in(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  Seq seq =
      snapshot.number("SELECT from_seq FROM version_rows WHERE kind = ?1 AND id = ?2 AND to_seq IS NULL", {kind, id});
  StoredResource resource;
  resource.is_gone = seq == 0;
  if (seq == 0 && is_known_at_all(snapshot, kind, id)) seq = last_version(snapshot, kind, id);
  if (seq == 0) return std::nullopt;
  const Result found = snapshot.run("SELECT parent, content, at, seq, type FROM log WHERE seq = ?1", {seq});
  if (found.rows.empty()) return std::nullopt;
  const auto& row = found.rows[0];
  resource.parent = to_text(row[0]);
  if (const auto* body = std::get_if<std::string>(&row[1])) resource.body = *body;
  resource.since = time_in(row[2]);
  resource.since_seq = whole(row[3]);
  resource.type = to_text(row[4]);
  return resource;
}

ListedResources resources_in(Snapshot& snapshot, const std::string& kind, const std::string& part, std::int64_t offset,
                             std::int64_t limit) {
  const std::string wanted = (kind.empty() ? kListedOfAllKinds : kListed) + (part.empty() ? "" : kHolds);
  ListedResources found;
  found.resources =
      listed(snapshot.run(wanted + "ORDER BY v.kind, v.id LIMIT ?3 OFFSET ?4", {kind, part, limit, offset}));
  if (part.empty() && !kind.empty()) {
    found.total = snapshot.number("SELECT count(*) FROM version_rows WHERE to_seq IS NULL AND kind = ?1", {kind});
  } else {
    found.total = snapshot.number("SELECT count(*) FROM (" + wanted + "LIMIT ?3)", {kind, part, INT64_MAX});
  }
  return found;
}

ListedResources children_in(Snapshot& snapshot, const std::string& kind, const std::string& id, std::int64_t limit) {
  ListedResources found;
  for (const auto& [child, parent] : kinds()) {
    if (parent != kind) continue;
    found.total += snapshot.number(
        "SELECT count(*) FROM version_rows WHERE kind = ?1 AND parent = ?2 AND to_seq IS NULL", {child, id});
    const std::int64_t room = limit - std::int64_t(found.resources.size());
    if (room <= 0) continue;
    auto some = listed(snapshot.run(kListed + "AND v.parent = ?2 ORDER BY v.id LIMIT ?3", {child, id, room}));
    found.resources.insert(found.resources.end(), some.begin(), some.end());
  }
  return found;
}

std::vector<Violation> violations_of_policy(Snapshot& snapshot, const std::string& policy, std::int64_t offset,
                                            std::int64_t limit, std::int64_t& total) {
  total = snapshot.number(
      "SELECT count(*) FROM violation_rows WHERE to_seq IS NULL AND state <> 'resolved' AND policy = ?1", {policy});
  return violations(
      snapshot.run(kViolations + "AND policy = ?1 ORDER BY state <> 'open', state, resource_id LIMIT ?2 OFFSET ?3",
                   {policy, limit, offset}));
}

std::vector<Violation> violations_of_resource(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  return violations(snapshot.run(
      kViolations + "AND resource_kind = ?1 AND resource_id = ?2 ORDER BY state <> 'open', policy LIMIT 200",
      {kind, id}));
}

}  // namespace segaudit::storage
