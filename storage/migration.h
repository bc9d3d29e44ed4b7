#pragma once

#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>

namespace segaudit::storage {

// Throws StorageError for a database of a newer version or one that is not ours. Whoever reads needs it as well.
void check_format(SQLite::Database& database, const std::filesystem::path& file);

// Brings the stored tables of a database (not the derived ones) up to this program's version, one numbered step after
// another, each in its own transaction. Throws StorageError for a database of a newer version or one that is not ours.
void migrate(SQLite::Database& database, const std::filesystem::path& file);

// Drops and fills the derived tables again from the log when they were made by other projections than this program's.
// Returns whether it did.
bool refresh_derived_tables(SQLite::Database& database);

// The same whatever they were made by, inside the caller's transaction.
void rebuild_derived_tables(SQLite::Database& database);

// Whether they were made by this program's projections.
bool has_present_derived_tables(SQLite::Database& database);

// Creates all derived tables and views, empty.
void create_derived_tables(SQLite::Database& database);

}  // namespace segaudit::storage
