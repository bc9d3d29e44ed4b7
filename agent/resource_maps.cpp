#include "agent/resource_maps.h"

namespace segaudit::agent {
namespace {

using storage::Snapshot;
using storage::to_text;
using storage::Value;

std::int64_t whole(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number ? *number : 0;
}

const std::string kHoldsSource =
    "(?1 = '' OR instr(lower(coalesce(s.name, '')), lower(?1)) > 0 OR instr(lower(coalesce(s.slug, '')), lower(?1)) > "
    "0 "
    "OR instr(lower(s.id), lower(?1)) > 0) ";

const std::string kInstances =
    "FROM destinations d LEFT JOIN sources s ON s.id = d.source_id "
    "LEFT JOIN destination_metadata m ON m.id = d.metadata_id ";

const std::string kHoldsInstance =
    "(?1 = '' OR instr(lower(coalesce(d.name, '')), lower(?1)) > 0 OR instr(lower(d.id), lower(?1)) > 0 "
    "OR instr(lower(coalesce(s.name, '')), lower(?1)) > 0 OR instr(lower(coalesce(d.source_id, '')), lower(?1)) > 0 "
    "OR instr(lower(coalesce(m.name, '')), lower(?1)) > 0 OR instr(lower(coalesce(d.metadata_id, '')), lower(?1)) > "
    "0) ";

// How many open violations each resource of a kind has.
std::string open_violations_of(const std::string& kind) {
  return "(SELECT resource_id, count(*) AS open FROM violation_rows WHERE to_seq IS NULL AND state = 'open' "
         "AND resource_kind = '" +
         kind + "' GROUP BY resource_id)";
}

// Instances of one integration stand together, those of one source as well.
const std::string kInstanceOrder = "lower(coalesce(s.name, '')), d.source_id, lower(d.name), d.id";

// What is shown of an instance, beside columns of `i`.
const std::string kInstanceColumns = "i.id, i.name, i.enabled, i.source_id, i.source_name, e.environment, v.open ";
const std::string kInstanceJoins = "LEFT JOIN source_environment e ON e.source_id = i.source_id LEFT JOIN " +
                                   open_violations_of("destination") + " v ON v.resource_id = i.id ";

InstanceRow instance(const std::vector<Value>& row, std::size_t from) {
  return {to_text(row[from]),     to_text(row[from + 1]), to_text(row[from + 2]), to_text(row[from + 3]),
          to_text(row[from + 4]), to_text(row[from + 5]), whole(row[from + 6])};
}

}  // namespace

SourceRows read_sources(Snapshot& snapshot, const std::string& part, std::int64_t offset, std::int64_t limit) {
  SourceRows found;
  found.total = snapshot.number("SELECT count(*) FROM sources s WHERE " + kHoldsSource, {part});
  const auto result = snapshot.run(
      "SELECT s.id, s.name, s.slug, coalesce(m.name, m.slug), e.environment, p.plans, s.enabled, d.count, v.open "
      "FROM sources s LEFT JOIN source_metadata m ON m.id = s.metadata_id "
      "LEFT JOIN source_environment e ON e.source_id = s.id "
      "LEFT JOIN (SELECT t.source_id, group_concat(p.name, ', ') AS plans FROM source_tracking_plans t "
      "JOIN tracking_plans p ON p.id = t.tracking_plan_id GROUP BY t.source_id) p ON p.source_id = s.id "
      "LEFT JOIN (SELECT source_id, count(*) AS count FROM destinations GROUP BY source_id) d ON d.source_id = s.id "
      "LEFT JOIN " +
          open_violations_of("source") + " v ON v.resource_id = s.id WHERE " + kHoldsSource +
          "ORDER BY lower(s.name), s.id LIMIT ?2 OFFSET ?3",
      {part, limit, offset});
  for (const auto& row : result.rows) {
    found.rows.push_back({to_text(row[0]), to_text(row[1]), to_text(row[2]), to_text(row[3]), to_text(row[4]),
                          to_text(row[5]), to_text(row[6]), whole(row[7]), whole(row[8])});
  }
  return found;
}

MetaMap read_meta_map(Snapshot& snapshot, const std::string& part, std::int64_t group_offset, std::int64_t groups,
                      std::int64_t instances_each) {
  MetaMap map;
  map.instance_count = snapshot.number("SELECT count(*) " + kInstances + "WHERE " + kHoldsInstance, {part});
  map.group_count = snapshot.number(
      "SELECT count(*) FROM (SELECT 1 " + kInstances + "WHERE " + kHoldsInstance + "GROUP BY d.metadata_id)", {part});
  const auto found = snapshot.run(
      "SELECT i.metadata_id, i.metadata_name, i.status, i.instances, i.enabled_instances, " + kInstanceColumns +
          "FROM (SELECT d.metadata_id, m.name AS metadata_name, m.status, d.id, d.name, d.enabled, d.source_id, "
          "s.name AS source_name, count(*) OVER w AS instances, sum(d.enabled) OVER w AS enabled_instances, "
          "row_number() OVER (PARTITION BY d.metadata_id ORDER BY " +
          kInstanceOrder +
          ") AS place, "
          "dense_rank() OVER (ORDER BY lower(coalesce(m.name, d.metadata_id, '')), d.metadata_id) AS rank " +
          kInstances + "WHERE " + kHoldsInstance + "WINDOW w AS (PARTITION BY d.metadata_id)) i " + kInstanceJoins +
          "WHERE i.rank > ?2 AND i.rank <= ?3 AND i.place <= ?4 ORDER BY i.rank, i.place",
      {part, group_offset, group_offset + groups, instances_each});
  for (const auto& row : found.rows) {
    const std::string id = to_text(row[0]);
    if (map.groups.empty() || map.groups.back().id != id)
      map.groups.push_back({id, to_text(row[1]), to_text(row[2]), whole(row[3]), whole(row[4]), {}});
    map.groups.back().rows.push_back(instance(row, 5));
  }
  return map;
}

MetaGroup read_meta_group(Snapshot& snapshot, const std::string& metadata_id, std::int64_t offset, std::int64_t limit) {
  MetaGroup group{metadata_id, {}, {}, 0, 0, {}};
  const std::string of_group = kInstances + "WHERE coalesce(d.metadata_id, '') = ?1 ";
  const auto about =
      snapshot.run("SELECT max(m.name), max(m.status), count(*), sum(d.enabled) " + of_group, {metadata_id});
  group.name = to_text(about.rows[0][0]);
  group.status = to_text(about.rows[0][1]);
  group.instances = whole(about.rows[0][2]);
  group.enabled = whole(about.rows[0][3]);
  const auto found = snapshot.run(
      "SELECT " + kInstanceColumns + "FROM (SELECT d.id, d.name, d.enabled, d.source_id, s.name AS source_name " +
          of_group + "ORDER BY " + kInstanceOrder + " LIMIT ?2 OFFSET ?3) i " + kInstanceJoins,
      {metadata_id, limit, offset});
  for (const auto& row : found.rows) group.rows.push_back(instance(row, 0));
  return group;
}

}  // namespace segaudit::agent
