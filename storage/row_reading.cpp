#include "storage/row_reading.h"

namespace segaudit::storage {
namespace {

Time time_at(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }

// A collection that was looked at in vain, with no gap yet because the look just failed, has no state of its own.
CollectionState collection_state(const SQLite::Column& column) {
  const std::string name = column.isNull() ? "gap" : column.getString();
  if (name == "complete") return CollectionState::complete;
  return name == "gap" ? CollectionState::gap : CollectionState::not_available;
}

}  // namespace

std::optional<Time> time_or_nothing(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return time_at(column.getInt64());
}

Violation violation_in(SQLite::Statement& row) {
  const auto text = [&](int column) { return row.getColumn(column).getString(); };
  Violation violation;
  violation.policy = text(0);
  violation.resource_kind = text(1);
  violation.resource_id = text(2);
  violation.resource_name = text(3);
  violation.severity = text(4);
  violation.state = violation_state_named(text(5));
  violation.first_seen = time_at(row.getColumn(6).getInt64());
  violation.state_since = time_at(row.getColumn(7).getInt64());
  violation.message = text(8);
  violation.evidence = text(9);
  violation.actor = text(10);
  violation.waiver = text(11);
  violation.cause = row.getColumn(12).getInt64();
  violation.actor_name = text(13);
  return violation;
}

Collection collection_in(SQLite::Statement& row) {
  return {{row.getColumn(0).getString(), row.getColumn(1).getString()},
          collection_state(row.getColumn(2)),
          row.getColumn(3).getString(),
          row.getColumn(4).getString(),
          time_or_nothing(row.getColumn(5)),
          time_or_nothing(row.getColumn(6))};
}

}  // namespace segaudit::storage
