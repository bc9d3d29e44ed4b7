#include <nlohmann/json.hpp>

#include "storage/schema.h"
#include "storage/store_impl.h"

namespace segaudit::storage {
namespace {

std::string text_of(const SQLite::Column& column) { return column.getString(); }

// Steps a prepared statement once and reads; the statement is reset, so that it holds no read transaction.
template <typename Read>
auto first_row(SQLite::Statement& statement, Read&& read) -> std::optional<decltype(read(statement))> {
  std::optional<decltype(read(statement))> result;
  if (statement.executeStep()) result = read(statement);
  statement.reset();
  return result;
}

std::int64_t milliseconds(Time time) { return time.time_since_epoch().count(); }

std::string reason_content(const Miss& miss) {
  return nlohmann::json{{"reason", miss.reason}, {"detail", miss.detail}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view row_type(GoneAs as) { return as == GoneAs::deleted ? row::kDeleted : row::kVanished; }

ChangeType change_type(std::string_view type) {
  if (type == row::kCreated) return ChangeType::created;
  if (type == row::kModified) return ChangeType::modified;
  return type == row::kDeleted ? ChangeType::deleted : ChangeType::vanished;
}

}  // namespace

void Recorder::observe(const Observation& observation) {
  const CollectionKey& collection = observation.collection;
  if (observation.look == Look::events) {
    for (const auto& each : observation.items) event(collection, each);
    return note_complete_look(collection);
  }
  auto& look = store_.statement("SELECT last_complete, reader FROM collection_looks WHERE kind = ? AND parent = ?");
  look.bindNoCopy(1, collection.kind);
  look.bindNoCopy(2, collection.parent);
  struct Before { bool seen = false; std::string reader; };
  const auto before = first_row(look, [](auto& row) { return Before{!row.getColumn(0).isNull(), text_of(row.getColumn(1))}; })
                          .value_or(Before{});
  const bool same_reader = before.reader == store_.reader;
  if (observation.unchanged && !(before.seen && same_reader))
    throw StorageError("a collection was called unchanged that was not looked at before: " + collection.kind);
  for (const auto& each : observation.items)
    item(collection, each, before.seen ? row::kCreated : row::kBaseline,
         same_reader ? row::kModified : row::kReinterpreted);
  for (const auto& each : observation.gone) gone(collection, each);
  if (observation.look == Look::whole) note_complete_look(collection);
}

std::optional<Recorder::Current> Recorder::current(const std::string& kind, const std::string& id) {
  auto& find = store_.statement("SELECT from_seq, parent FROM version_rows WHERE kind = ? AND id = ? AND to_seq IS NULL");
  find.bindNoCopy(1, kind);
  find.bindNoCopy(2, id);
  return first_row(find, [](auto& row) { return Current{row.getColumn(0).getInt64(), text_of(row.getColumn(1))}; });
}

std::optional<std::string> Recorder::body_at(Seq seq) {
  auto& read = store_.statement("SELECT content FROM log WHERE seq = ? AND content IS NOT NULL");
  read.bind(1, std::int64_t(seq));
  return first_row(read, [](auto& row) { return text_of(row.getColumn(0)); });
}

void Recorder::item(const CollectionKey& collection, const Item& item, std::string_view type_if_new,
                    std::string_view type_if_different) {
  const auto known = current(collection.kind, item.id);
  if (!item.body) {
    if (!known) throw StorageError("a " + collection.kind + " was called unchanged, but none of that id is known: " + item.id);
    return;
  }
  if (known && known->parent == collection.parent) {
    const auto before = body_at(known->seq);
    if (before == *item.body) return;
    // What it was like before was erased: that it is different now, nobody knows.
    if (!before) type_if_different = row::kReinterpreted;
  }
  change(store_.append(known ? type_if_different : type_if_new, collection.kind, item.id, collection.parent, *item.body, now_),
         known ? std::optional(known->seq) : std::nullopt);
}

void Recorder::event(const CollectionKey& collection, const Item& item) {
  auto& known = store_.statement("SELECT 1 FROM version_rows WHERE kind = ? AND id = ? AND to_seq IS NULL");
  known.bindNoCopy(1, collection.kind);
  known.bindNoCopy(2, item.id);
  if (!item.body || first_row(known, [](auto&) { return true; })) return;
  store_.append(row::kAuditEvent, collection.kind, item.id, collection.parent, *item.body, now_);
}

void Recorder::gone(const CollectionKey& collection, const Gone& gone) {
  const auto known = current(collection.kind, gone.id);
  if (known && known->parent == collection.parent)
    change(store_.append(row_type(gone.as), collection.kind, gone.id, known->parent, {}, now_), known->seq, gone.last_seen);
}

void Recorder::change(const LogRow& row, std::optional<Seq> before, std::optional<Time> last_seen) {
  if (row.type == row::kBaseline || row.type == row::kReinterpreted || is_measured(row.kind)) return;
  changes.push_back({row.seq, change_type(row.type), row.kind, row.id, row.parent});
  open_window(row, before, last_seen);
}

// When the change can have happened: after the last look without it. That was the last complete one, or a look at the
// resource alone that found the version before.
void Recorder::open_window(const LogRow& row, std::optional<Seq> before, std::optional<Time> last_seen) {
  auto& open = store_.statement(
      "WITH looked (list, resource) AS (SELECT "
      "coalesce(?8, (SELECT last_complete FROM collection_looks WHERE kind = ?3 AND parent = ?5)), "
      "(SELECT at FROM log WHERE seq = ?6)) "
      "INSERT INTO change_windows SELECT ?1, ?2, ?3, ?4, ?5, ?6, "
      "min(?7, coalesce(max(coalesce(list, resource), coalesce(resource, list)), ?7)), ?7, 0 FROM looked");
  open.bind(1, std::int64_t(row.seq));
  open.bindNoCopy(2, row.type);
  open.bindNoCopy(3, row.kind);
  open.bindNoCopy(4, row.id);
  open.bindNoCopy(5, row.parent);
  if (before) open.bind(6, std::int64_t(*before));
  else open.bind(6);
  open.bind(7, milliseconds(row.at));
  if (last_seen) open.bind(8, milliseconds(*last_seen));
  else open.bind(8);
  open.exec();
}

std::optional<CollectionState> Recorder::state_of(const CollectionKey& collection, std::string* reason) {
  auto& find = store_.statement("SELECT state, reason FROM collection_rows WHERE kind = ? AND parent = ? AND to_seq IS NULL");
  find.bindNoCopy(1, collection.kind);
  find.bindNoCopy(2, collection.parent);
  return first_row(find, [&](auto& row) {
    if (reason) *reason = text_of(row.getColumn(1));
    const std::string state = row.getColumn(0).getString();
    return state == "complete" ? CollectionState::complete
           : state == "gap"    ? CollectionState::gap
                               : CollectionState::not_available;
  });
}

void Recorder::note_complete_look(const CollectionKey& collection) {
  const auto state = state_of(collection);
  if (state != CollectionState::complete)
    store_.append(state ? row::kGapClosed : row::kCollectionSeen, collection.kind, "", collection.parent, {}, now_);
  auto& note = store_.statement(
      "INSERT INTO collection_looks VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT (kind, parent) DO UPDATE SET "
      "last_complete = excluded.last_complete, last_attempt = excluded.last_attempt, reader = excluded.reader");
  note.bindNoCopy(1, collection.kind);
  note.bindNoCopy(2, collection.parent);
  note.bind(3, milliseconds(now_));
  note.bindNoCopy(4, store_.reader);
  note.exec();
}

void Recorder::note_attempt(const CollectionKey& collection) {
  auto& note = store_.statement(
      "INSERT INTO collection_looks VALUES (?1, ?2, NULL, ?3, NULL) "
      "ON CONFLICT (kind, parent) DO UPDATE SET last_attempt = excluded.last_attempt");
  note.bindNoCopy(1, collection.kind);
  note.bindNoCopy(2, collection.parent);
  note.bind(3, milliseconds(now_));
  note.exec();
}

void Recorder::miss(const Miss& miss) {
  note_attempt(miss.collection);
  if (!miss.opens_gap && !miss.not_available) return;
  const auto wanted = miss.not_available ? CollectionState::not_available : CollectionState::gap;
  std::string reason;
  if (state_of(miss.collection, &reason) == wanted && reason == miss.reason) return;
  store_.append(miss.not_available ? row::kNotAvailable : row::kGapOpened, miss.collection.kind, "",
                miss.collection.parent, reason_content(miss), now_);
}

void Recorder::retire(const Retired& retired) {
  const CollectionKey& collection = retired.collection;
  auto& find = store_.statement("SELECT id FROM version_rows WHERE kind = ? AND parent = ? AND to_seq IS NULL");
  find.bindNoCopy(1, collection.kind);
  find.bindNoCopy(2, collection.parent);
  std::vector<std::string> ids;
  while (find.executeStep()) ids.push_back(find.getColumn(0).getString());
  find.reset();
  for (const auto& id : ids) gone(collection, {id, retired.as});
  if (state_of(collection))
    store_.append(row::kCollectionRetired, collection.kind, "", collection.parent, {}, now_);
  auto& forget = store_.statement("DELETE FROM collection_looks WHERE kind = ? AND parent = ?");
  forget.bindNoCopy(1, collection.kind);
  forget.bindNoCopy(2, collection.parent);
  forget.exec();
}

}  // namespace segaudit::storage
