#include "storage/projector.h"

#include <sqlite3.h>

#include "storage/change_fields.h"
#include "storage/sql_functions.h"
#include "storage/schema.h"

namespace segaudit::storage {
namespace {

// Splits SQL text into its statements. SQLite's own tokenizer decides where one ends.
std::vector<std::string> statements_in(const std::string& sql) {
  std::vector<std::string> statements;
  std::string current;
  for (char c : sql) {
    current += c;
    if (c != ';' || !sqlite3_complete(current.c_str())) continue;
    statements.push_back(current);
    current.clear();
  }
  return statements;
}

std::int64_t milliseconds(Time time) { return time.time_since_epoch().count(); }

void bind_if_named(SQLite::Statement& statement, const char* name, const std::string& value) {
  if (const int index = statement.getIndex(name))
    statement.bindNoCopy(index, value);
}

void bind_if_named(SQLite::Statement& statement, const char* name, std::int64_t value) {
  if (const int index = statement.getIndex(name)) statement.bind(index, value);
}

}  // namespace

struct Projector::KindStatements {
  bool measured = false;
  std::vector<SQLite::Statement> close;
  std::vector<SQLite::Statement> project;
};

Projector::Projector(SQLite::Database& database) : database_(database) {}
Projector::~Projector() = default;

Projector::KindStatements& Projector::statements_of(const std::string& kind) {
  if (const auto known = by_kind_.find(kind); known != by_kind_.end()) return known->second;
  KindStatements& made = by_kind_[kind];
  for (const auto& projection : projections()) {
    if (projection.kind != kind) continue;
    made.measured = projection.measured;
    for (const auto& table : projection.table_names)
      made.close.emplace_back(database_,
                              "UPDATE " + table + " SET to_seq = :seq WHERE resource_id = :id AND to_seq IS NULL");
    for (const auto& sql : statements_in(projection.project)) made.project.emplace_back(database_, sql);
  }
  return made;
}

SQLite::Statement& Projector::statement(const char* sql) {
  auto known = statements_.find(sql);
  if (known == statements_.end()) known = statements_.emplace(sql, SQLite::Statement(database_, sql)).first;
  known->second.reset();
  return known->second;
}

void Projector::apply(const LogRow& row) {
  if (opens_version(row.type)) {
    note_change(row);
    // What is new has nothing to close.
    if (row.type == row::kModified || row.type == row::kReinterpreted) close_version(row);
    open_version(row);
  } else if (ends_version(row.type)) {
    note_change(row);
    close_version(row);
  } else if (row.type == row::kAuditEvent) {
    open_version(row);
  } else if (row.type == row::kViolation) {
    note_violation(row);
  } else if (row.type == row::kAttribution) {
    note_attribution(row);
  } else if (row.type == row::kConfig) {
    note_config(row);
  } else if (row.type == row::kErasure) {
    note_erasure(row);
  } else if (row.type != row::kSweep) {
    note_collection(row);
  }
}

void Projector::close_version(const LogRow& row) {
  for (auto& close : statements_of(row.kind).close) {
    close.reset();
    close.bind(":seq", std::int64_t(row.seq));
    close.bindNoCopy(":id", row.id);
    close.exec();
  }
  auto& close = statement("UPDATE version_rows SET to_seq = ? WHERE kind = ? AND id = ? AND to_seq IS NULL");
  close.bind(1, std::int64_t(row.seq));
  close.bindNoCopy(2, row.kind);
  close.bindNoCopy(3, row.id);
  close.exec();
}

void Projector::open_version(const LogRow& row) {
  auto& open = statement("INSERT INTO version_rows VALUES (?, NULL, ?, ?, ?)");
  open.bind(1, std::int64_t(row.seq));
  open.bindNoCopy(2, row.kind);
  open.bindNoCopy(3, row.id);
  open.bindNoCopy(4, row.parent);
  open.exec();
  project(row);  // of an erased version it is known that it was there, and nothing else
}

void Projector::project(const LogRow& row) {
  static const std::string nothing = "{}";
  for (auto& insert : statements_of(row.kind).project) {
    insert.reset();
    bind_if_named(insert, ":seq", std::int64_t(row.seq));
    bind_if_named(insert, ":at", milliseconds(row.at));
    bind_if_named(insert, ":id", row.id);
    bind_if_named(insert, ":parent", row.parent);
    bind_if_named(insert, ":body", row.content ? *row.content : nothing);
    insert.exec();
  }
}

void Projector::note_change(const LogRow& row) {
  if (row.type == row::kBaseline || row.type == row::kReinterpreted || statements_of(row.kind).measured) return;
  auto& note = statement("INSERT INTO change_rows VALUES (?, ?, ?, ?, ?, ?)");
  note.bind(1, std::int64_t(row.seq));
  note.bind(2, milliseconds(row.at));
  note.bindNoCopy(3, row.type);
  note.bindNoCopy(4, row.kind);
  note.bindNoCopy(5, row.id);
  note.bindNoCopy(6, row.parent);
  note.exec();
  if (row.type != row::kModified) return;
  auto& before = statement("SELECT from_seq FROM version_rows WHERE kind = ? AND id = ? AND to_seq IS NULL");
  before.bindNoCopy(1, row.kind);
  before.bindNoCopy(2, row.id);
  if (!before.executeStep()) return;
  const Seq seq = before.getColumn(0).getInt64();
  before.reset();
  note_fields(row, seq);
}

void Projector::note_fields(const LogRow& row, Seq before) {
  auto& read = statement("SELECT content FROM log WHERE seq = ?");
  read.bind(1, std::int64_t(before));
  if (!read.executeStep() || read.getColumn(0).isNull() || !row.content) return read.reset();
  const std::string old = read.getColumn(0).getString();
  read.reset();
  for (const auto& field : changed_fields(old, *row.content)) {
    auto& note = statement("INSERT INTO changed_field_rows VALUES (?, ?, ?, ?)");
    note.bind(1, std::int64_t(row.seq));
    note.bind(2, cut(field.field));
    if (field.old) note.bind(3, cut(*field.old));
    else note.bind(3);
    if (field.new_value) note.bind(4, cut(*field.new_value));
    else note.bind(4);
    note.exec();
  }
}

void Projector::note_collection(const LogRow& row) {
  auto& close = statement("UPDATE collection_rows SET to_seq = ? WHERE kind = ? AND parent = ? AND to_seq IS NULL");
  close.bind(1, std::int64_t(row.seq));
  close.bindNoCopy(2, row.kind);
  close.bindNoCopy(3, row.parent);
  close.exec();
  if (row.type == row::kCollectionRetired) return;
  const bool complete = row.type == row::kCollectionSeen || row.type == row::kGapClosed;
  auto& open = statement("INSERT INTO collection_rows VALUES (?1, NULL, ?2, ?3, ?4, ?5 ->> '$.reason', ?5 ->> '$.detail')");
  open.bind(1, std::int64_t(row.seq));
  open.bindNoCopy(2, row.kind);
  open.bindNoCopy(3, row.parent);
  open.bind(4, complete ? "complete" : row.type == row::kGapOpened ? "gap" : "not_available");
  if (row.content) open.bindNoCopy(5, *row.content);
  else open.bind(5);
  open.exec();
}

// A change that nobody was known for may get its actor later: the newer row stands. One that was erased says nothing.
void Projector::note_attribution(const LogRow& row) {
  if (!row.content) return;
  auto& close = statement(
      "UPDATE attribution_rows SET to_seq = ?1 WHERE change_seq = ?2 ->> '$.change' AND to_seq IS NULL");
  close.bind(1, std::int64_t(row.seq));
  close.bindNoCopy(2, *row.content);
  close.exec();
  auto& open = statement(
      "INSERT INTO attribution_rows SELECT ?1, NULL, ?2 ->> '$.change', coalesce(?2 ->> '$.unattributed', 0), "
      "?2 ->> '$.actor', ?2 ->> '$.actor_email', ?2 ->> '$.event', ?2 ->> '$.event_type', ?2 ->> '$.event_at', "
      "?2 -> '$.events'");
  open.bind(1, std::int64_t(row.seq));
  open.bindNoCopy(2, *row.content);
  open.exec();
}

void Projector::note_config(const LogRow& row) {
  auto& close = statement("UPDATE config_rows SET to_seq = ? WHERE name = ? AND to_seq IS NULL");
  close.bind(1, std::int64_t(row.seq));
  close.bindNoCopy(2, row.id);
  close.exec();
  auto& open = statement("INSERT INTO config_rows VALUES (?, NULL, ?, ?)");
  open.bind(1, std::int64_t(row.seq));
  open.bindNoCopy(2, row.id);
  open.bind(3, row.content.value_or("null"));
  open.exec();
}

// A violation's row: kind and id are the resource's, parent is the policy.
void Projector::note_violation(const LogRow& row) {
  auto& close = statement("UPDATE violation_rows SET to_seq = ? "
                          "WHERE policy = ? AND resource_kind = ? AND resource_id = ? AND to_seq IS NULL");
  close.bind(1, std::int64_t(row.seq));
  close.bindNoCopy(2, row.parent);
  close.bindNoCopy(3, row.kind);
  close.bindNoCopy(4, row.id);
  close.exec();
  auto& open = statement(
      "INSERT INTO violation_rows SELECT ?1, iif(?5 ->> '$.state' = 'resolved', ?1, NULL), ?2, ?3, ?4, "
      "?5 ->> '$.name', coalesce(?5 ->> '$.severity', ''), ?5 ->> '$.from', coalesce(?5 ->> '$.state', ''), "
      "coalesce(?5 ->> '$.first_seen', 0), coalesce(?5 ->> '$.since', 0), ?5 ->> '$.message', "
      "coalesce(?5 ->> '$.evidence', '[]'), ?5 ->> '$.actor', ?5 ->> '$.waiver', ?5 ->> '$.cause'");
  open.bind(1, std::int64_t(row.seq));
  open.bindNoCopy(2, row.parent);
  open.bindNoCopy(3, row.kind);
  open.bindNoCopy(4, row.id);
  open.bind(5, row.content.value_or("{}"));
  open.exec();
}

// What an erasure leaves of violations: states and times, which name nobody. Everything that happened in between stands.
void Projector::note_erasure(const LogRow& row) {
  auto& restore = statement(
      "UPDATE violation_rows SET came_from = v.value ->> '$.from', state = v.value ->> '$.state', "
      "severity = v.value ->> '$.severity', first_seen = v.value ->> '$.first_seen', "
      "state_since = v.value ->> '$.since', to_seq = iif(v.value ->> '$.state' = 'resolved', from_seq, to_seq) "
      "FROM json_each(?1, '$.violations') v WHERE from_seq = v.value ->> '$.seq'");
  restore.bind(1, row.content.value_or("{}"));
  restore.exec();
}

}  // namespace segaudit::storage
