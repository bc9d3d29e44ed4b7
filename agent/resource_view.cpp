#include "agent/resource_view.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "storage/schema.h"

namespace segaudit::agent {
namespace {

using storage::Snapshot;
using storage::to_text;
using storage::Value;

constexpr std::int64_t kMostChanges = 50, kMostFields = 1'000, kMostLinks = 200, kMostChildren = 50, kMostEvents = 20;

std::string name_of(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  const auto found = snapshot.run("SELECT name FROM resource_names WHERE kind = ?1 AND id = ?2 LIMIT 1", {kind, id});
  return found.rows.empty() ? "" : to_text(found.rows[0][0]);
}

std::optional<std::string> text_or_nothing(const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
  return to_text(value);
}

void read_changes(Snapshot& snapshot, ResourceView& view) {
  const std::vector<Value> who = {view.kind, view.id};
  view.change_count = snapshot.number("SELECT count(*) FROM changes WHERE kind = ?1 AND resource_id = ?2", who);
  const auto changes =
      snapshot.run("SELECT seq, at, change, (SELECT who FROM change_actors a WHERE a.seq = c.seq) FROM changes c "
                   "WHERE kind = ?1 AND resource_id = ?2 ORDER BY seq DESC LIMIT " +
                       std::to_string(kMostChanges),
                   who);
  std::int64_t room = kMostFields;
  for (const auto& row : changes.rows) {
    ResourceChange change{std::get<std::int64_t>(row[0]), to_text(row[1]), to_text(row[2]), to_text(row[3]), {}};
    const auto fields =
        snapshot.run("SELECT field, old_value, new_value FROM changed_fields WHERE seq = ?1 ORDER BY field LIMIT ?2",
                     {change.seq, room});
    for (const auto& field : fields.rows)
      change.fields.push_back({to_text(field[0]), text_or_nothing(field[1]), text_or_nothing(field[2])});
    room -= std::int64_t(fields.rows.size());
    view.changes.push_back(std::move(change));
  }
}

bool is_there(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  return snapshot.number("SELECT 1 FROM version_rows WHERE kind = ?1 AND id = ?2 AND to_seq IS NULL", {kind, id}) == 1;
}

// Both directions; a link that several rows speak of (a role given on several resources) is one.
void read_links(Snapshot& snapshot, ResourceView& view) {
  const auto found = snapshot.run(
      "SELECT says, other_kind, other_id FROM resource_links WHERE kind = ?1 AND id = ?2 AND other_id IS NOT NULL "
      "UNION SELECT other_says, kind, id FROM resource_links WHERE other_kind = ?1 AND other_id = ?2 "
      "AND id IS NOT NULL ORDER BY 1, 2, 3",
      {view.kind, view.id});
  view.link_count = std::int64_t(found.rows.size());
  for (const auto& row : found.rows) {
    if (std::int64_t(view.links.size()) == kMostLinks) break;
    ResourceLink link{to_text(row[0]), to_text(row[1]), to_text(row[2]), {}, false};
    link.is_known = is_there(snapshot, link.kind, link.id);
    link.name = name_of(snapshot, link.kind, link.id);
    view.links.push_back(std::move(link));
  }
}

void read_events(Snapshot& snapshot, ResourceView& view) {
  const auto found = snapshot.run(
      "SELECT time, type, coalesce(actor_email, actor) FROM audit_events WHERE resource_id = ?1 ORDER BY time DESC "
      "LIMIT " +
          std::to_string(kMostEvents),
      {view.id});
  for (const auto& row : found.rows) view.events.push_back({to_text(row[0]), to_text(row[1]), to_text(row[2])});
}

void read_collection(Snapshot& snapshot, ResourceView& view) {
  const auto found =
      snapshot.run("SELECT state, reason, detail, last_complete_at FROM collections WHERE kind = ?1 AND parent_id = ?2",
                   {view.kind, view.stored.parent});
  if (found.rows.empty()) return;
  const auto& row = found.rows[0];
  view.collection = {to_text(row[0]), to_text(row[1]), to_text(row[2]), to_text(row[3])};
}

}  // namespace

std::optional<ResourceView> read_resource(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  auto stored = storage::resource_in(snapshot, kind, id);
  if (!stored) return std::nullopt;
  ResourceView view;
  view.kind = kind;
  view.id = id;
  view.name = name_of(snapshot, kind, id);
  view.stored = std::move(*stored);
  view.violations = storage::violations_of_resource(snapshot, kind, id);
  read_changes(snapshot, view);
  read_links(snapshot, view);
  view.children = storage::children_in(snapshot, kind, id, kMostChildren);
  if (const auto parent = storage::kinds().find(kind); parent != storage::kinds().end())
    view.parent_kind = parent->second;
  if (!view.parent_kind.empty()) view.parent_name = name_of(snapshot, view.parent_kind, view.stored.parent);
  read_events(snapshot, view);
  read_collection(snapshot, view);
  return view;
}

}  // namespace segaudit::agent
