#include "rules/findings.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "rules/message.h"
#include "rules/wording.h"

namespace segaudit::rules {
namespace {

using nlohmann::ordered_json;
using Row = std::vector<storage::Value>;

// The rows about one resource, in the query's order.
struct Group {
  std::vector<const Row*> rows;
  std::string unknown;
};

// Where the columns with a meaning of their own are.
struct Layout {
  // What is wrong now belongs to the policy's kind and to nobody in particular.
  Layout(const std::vector<std::string>& columns, bool events)
      : resource_id(place(columns, "resource_id")),
        resource_name(place(columns, "resource_name")),
        unknown(place(columns, "unknown")),
        at(place(columns, "at")),
        resource_kind(events ? place(columns, "resource_kind") : std::nullopt),
        actor(events ? place(columns, "actor") : std::nullopt) {}

  static std::optional<std::size_t> place(const std::vector<std::string>& columns, const std::string& name) {
    const auto found = std::ranges::find(columns, name);
    if (found == columns.end()) return std::nullopt;
    return std::size_t(found - columns.begin());
  }

  std::optional<std::size_t> resource_id, resource_name, unknown, at, resource_kind, actor;
};

std::string text_in(const Row& row, std::optional<std::size_t> column) {
  return column ? storage::to_text(row[*column]) : std::string();
}

ordered_json json_of(const storage::Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

std::string evidence_of(const std::vector<const Row*>& rows, const std::vector<std::string>& columns,
                        const Layout& layout) {
  ordered_json evidence = ordered_json::array();
  for (const Row* row : std::span(rows).first(std::min(rows.size(), kMostEvidenceRows))) {
    ordered_json facts = ordered_json::object();
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (i != layout.resource_id && i != layout.resource_name && i != layout.resource_kind && i != layout.unknown)
        facts[columns[i]] = json_of((*row)[i]);
    evidence.push_back(std::move(facts));
  }
  if (rows.size() > kMostEvidenceRows) evidence.push_back({{"more_rows", rows.size() - kMostEvidenceRows}});
  return evidence.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Finding finding_of(const Policy& policy, const std::string& id, const std::vector<const Row*>& rows,
                   const std::vector<std::string>& columns, const Layout& layout) {
  const Row& first = *rows.front();
  std::string name = text_in(first, layout.resource_name);
  return {id, name.empty() ? id : name, render_message(policy.message, columns, first),
          evidence_of(rows, columns, layout), text_in(first, layout.resource_kind), text_in(first, layout.actor)};
}

// Whether an event still stands; nothing when the row's time cannot be read.
std::optional<bool> stands(const Policy& policy, const Row& row, const Layout& layout, storage::Time now) {
  if (policy.type != PolicyType::event) return true;
  const auto at = storage::parse_time(text_in(row, layout.at));
  if (!at) return std::nullopt;
  return *at >= now - policy.keep;
}

}  // namespace

Outcome findings_of(const Policy& policy, const storage::Result& result, storage::Time now) {
  const Layout layout(result.columns, policy.type == PolicyType::event);
  std::map<std::pair<std::string, std::string>, Group> groups;  // by kind and id
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const Row& row = result.rows[i];
    const std::string id = text_in(row, layout.resource_id);
    if (id.empty()) return Failed{"row " + std::to_string(i + 1) + " has no resource_id"};
    const auto counts = stands(policy, row, layout, now);
    if (!counts)
      return Failed{"row " + std::to_string(i + 1) +
                    ": the column at is no time: " + in_quotes(text_in(row, layout.at))};
    if (!*counts) continue;
    Group& group = groups[{text_in(row, layout.resource_kind), id}];
    if (layout.unknown && !std::holds_alternative<std::monostate>(row[*layout.unknown]))
      group.unknown = text_in(row, layout.unknown);
    else
      group.rows.push_back(&row);
  }
  Judged judged;
  for (const auto& [resource, group] : groups) {
    const std::string& id = resource.second;
    if (group.rows.empty())
      judged.unknown[id] = group.unknown;
    else
      judged.findings.push_back(finding_of(policy, id, group.rows, result.columns, layout));
  }
  return judged;
}

}  // namespace segaudit::rules
