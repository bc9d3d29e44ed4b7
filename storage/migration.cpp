#include "storage/migration.h"

#include "storage/database.h"
#include "storage/embedded.h"
#include "storage/log.h"
#include "storage/projector.h"
#include "storage/schema.h"

namespace segaudit::storage {
namespace {

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

bool is_empty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
}

std::string stored_fingerprint(SQLite::Database& database) {
  SQLite::Statement read(database, "SELECT value FROM meta WHERE name = 'schema_fingerprint'");
  return read.executeStep() ? read.getColumn(0).getString() : "";
}

// Everything that projections made, also those of an older program: all tables but the stored ones, and all views.
void drop_derived_tables(SQLite::Database& database) {
  std::vector<std::string> drops;
  SQLite::Statement objects(database,
                            "SELECT type, name FROM sqlite_schema WHERE type = 'view' OR (type = 'table' AND name NOT IN "
                            "('log', 'meta', 'collection_looks', 'change_windows') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\')");
  while (objects.executeStep())
    drops.push_back("DROP " + objects.getColumn(0).getString() + " \"" + objects.getColumn(1).getString() + "\"");
  for (const auto& drop : drops) database.exec(drop);
}

}  // namespace

void check_format(SQLite::Database& database, const std::filesystem::path& file) {
  const int known = int(migration_files().size());
  if (!is_empty(database) && pragma(database, "application_id") != kApplicationId)
    throw StorageError(file.string() + ": is an SQLite database, but not one of segaudit's; choose another directory");
  const int version = pragma(database, "user_version");
  if (version > known)
    throw StorageError(file.string() + ": was written by a newer segaudit (format " + std::to_string(version) +
                       "; this program knows up to " + std::to_string(known) + "); install that version or a newer one");
}

void migrate(SQLite::Database& database, const std::filesystem::path& file) {
  check_format(database, file);
  const int known = int(migration_files().size());
  const int version = pragma(database, "user_version");
  for (int step = version; step < known; ++step) {
    SQLite::Transaction transaction(database);
    database.exec(std::string(migration_files()[std::size_t(step)].text));
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(step + 1));
    transaction.commit();
  }
}

void create_derived_tables(SQLite::Database& database) {
  for (const auto& projection : projections()) {
    database.exec(projection.tables);
    for (const auto& table : projection.table_names) {
      if (projection.kind.empty()) continue;
      database.exec("CREATE INDEX " + table + "_open ON " + table + " (resource_id) WHERE to_seq IS NULL");
    }
  }
  for (const auto& projection : projections()) database.exec(view_sql(projection, {}));
}

void rebuild_derived_tables(SQLite::Database& database) {
  drop_derived_tables(database);
  create_derived_tables(database);
  Projector projector(database);
  for_each_row(database, 1, [&](const LogRow& row) { projector.apply(row); });
  SQLite::Statement note(database, "INSERT INTO meta VALUES ('schema_fingerprint', ?) "
                                   "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  note.bind(1, schema_fingerprint());
  note.exec();
}

bool refresh_derived_tables(SQLite::Database& database) {
  if (stored_fingerprint(database) == schema_fingerprint()) return false;
  SQLite::Transaction transaction(database);
  rebuild_derived_tables(database);
  transaction.commit();
  return true;
}

bool has_present_derived_tables(SQLite::Database& database) {
  return stored_fingerprint(database) == schema_fingerprint();
}

}  // namespace segaudit::storage
