#include "agent/inventory.h"

namespace segaudit::agent {
namespace {

struct Query {
  const char* name;
  const char* help;
  const char* sql;
};

constexpr Query kQueries[] = {
    {"segment_source_info", "Sources, with what they are called.",
     "SELECT s.id AS source_id, s.slug, s.name, m.slug AS type, e.environment, 1 AS value FROM sources s "
     "LEFT JOIN source_metadata m ON m.id = s.metadata_id LEFT JOIN source_environment e ON e.source_id = s.id ORDER BY 1"},
    {"segment_source_enabled", "1 if the source accepts data.",
     "SELECT id AS source_id, enabled AS value FROM sources WHERE enabled IS NOT NULL ORDER BY 1"},
    {"segment_source_forwarding_info", "Where a source forwards blocked events and violations to.",
     "SELECT source_id, 'blocked_events' AS forwarded, forwarding_blocked_events_to AS target_source_id, 1 AS value "
     "FROM source_settings WHERE forwarding_blocked_events_to IS NOT NULL "
     "UNION ALL SELECT source_id, 'violations', forwarding_violations_to, 1 FROM source_settings "
     "WHERE forwarding_violations_to IS NOT NULL ORDER BY 1, 2"},
    {"segment_source_tracking_plan_info", "Tracking plans that govern a source.",
     "SELECT DISTINCT source_id, tracking_plan_id, 1 AS value FROM source_tracking_plans WHERE source_id IS NOT NULL "
     "ORDER BY 1, 2"},
    {"segment_destination_info", "Destinations: Instance id, Meta id, and what they are called.",
     "SELECT d.id AS destination_id, d.metadata_id AS destination_metadata_id, d.source_id, d.name, "
     "m.name AS metadata_name, e.environment, 1 AS value FROM destinations d "
     "LEFT JOIN destination_metadata m ON m.id = d.metadata_id LEFT JOIN source_environment e ON e.source_id = d.source_id "
     "ORDER BY 1"},
    {"segment_destination_enabled", "1 if the destination receives data, provided that its source is enabled too.",
     "SELECT id AS destination_id, enabled AS value FROM destinations WHERE enabled IS NOT NULL ORDER BY 1"},
    // Segment answers by Meta id: instances that share one on a source have one answer, which is shown once. The totals
    // of durations count samples, not events.
    {"segment_delivery_summary_events", "Events of the last whole UTC day, as the delivery-metrics summary counts them.",
     "SELECT s.source_id, s.metadata_id AS destination_metadata_id, t.metric, max(t.total) AS value "
     "FROM delivery_summaries s JOIN delivery_summary_totals t ON t.destination_id = s.destination_id "
     "WHERE t.part IS NULL AND t.total IS NOT NULL AND t.metric NOT LIKE 'time_to_%' AND s.source_id IS NOT NULL "
     "AND s.metadata_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"},
};

constexpr std::size_t kMostRows = 2'000'000;

double number(const storage::Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return double(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return 0;
}

InventoryFamily family_of(const Query& query, storage::Result result) {
  InventoryFamily family{query.name, query.help, std::move(result.columns), {}};
  family.labels.pop_back();  // the last column is the value
  for (const auto& row : result.rows) {
    InventoryFamily::Sample sample{{}, number(row.back())};
    for (std::size_t i = 0; i + 1 < row.size(); ++i) sample.values.push_back(storage::to_text(row[i]));
    family.samples.push_back(std::move(sample));
  }
  return family;
}

}  // namespace

WorkspaceNames read_names(storage::QuerySession& session) {
  const auto result = session.run("SELECT slug, name FROM workspace");
  if (result.rows.empty()) return {};
  return {storage::to_text(result.rows[0][0]), storage::to_text(result.rows[0][1])};
}

std::vector<InventoryFamily> read_inventory(storage::QuerySession& session) {
  std::vector<InventoryFamily> families;
  for (const auto& query : kQueries)
    families.push_back(
        family_of(query, session.run(query.sql, {}, {std::chrono::seconds(30), kMostRows})));
  return families;
}

}  // namespace segaudit::agent
