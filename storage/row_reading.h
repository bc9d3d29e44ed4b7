#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/model.h"

// How rows of the derived tables become values; for whoever reads them, with or without the right to write.
namespace segaudit::storage {

inline constexpr const char* kViolationColumns =
    "SELECT policy, resource_kind, resource_id, resource_name, severity, state, first_seen, state_since, message, "
    "evidence, actor, waiver, cause, "
    "CASE WHEN actor IS NOT NULL THEN (SELECT coalesce(u.name || ' <' || nullif(u.email, u.name) || '>', u.name) "
    "FROM users u WHERE u.id = iif(actor GLOB 'user/*', substr(actor, 6), actor)) END FROM violation_rows ";

inline constexpr const char* kCollectionsQuery =
    "SELECT l.kind, l.parent, r.state, r.reason, r.detail, l.last_complete, l.last_attempt FROM collection_looks l "
    "LEFT JOIN collection_rows r ON r.kind = l.kind AND r.parent = l.parent AND r.to_seq IS NULL ORDER BY 1, 2";

Violation violation_in(SQLite::Statement& row);    // of kViolationColumns
Collection collection_in(SQLite::Statement& row);  // of kCollectionsQuery
std::optional<Time> time_or_nothing(const SQLite::Column& column);

// Calls `each` for every row; the statement is reset, so that it holds no read transaction.
template <typename Each>
void for_rows(SQLite::Statement& statement, Each&& each) {
  while (statement.executeStep()) each(statement);
  statement.reset();
}

}  // namespace segaudit::storage
