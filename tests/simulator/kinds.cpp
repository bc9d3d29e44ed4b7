#include "tests/simulator/kinds.h"

#include <algorithm>

namespace segaudit::simulator {

namespace {

std::vector<Kind> make_kinds() {
  return {
      {.name = "workspace", .parent = "", .id_fields = {"id"}},
      {.name = "source_metadata", .parent = "", .id_fields = {"id"}},
      {.name = "destination_metadata", .parent = "", .id_fields = {"id"}},
      {.name = "label",
       .parent = "",
       .id_fields = {"key", "value"},
       .audit = {"label", "Label Created", "", "Label Deleted"}},
      {.name = "source",
       .parent = "",
       .id_fields = {"id"},
       .embeds = "source_metadata",
       .audit = {"source", "Source Created", "Source Modified", "Source Deleted", "Source Enabled", "Source Disabled"},
       .cascades = {{"source_settings", "sourceId"},
                    {"destination", "sourceId"},
                    {"tracking_plan_source", "sourceId"}}},
      {.name = "source_settings",
       .parent = "",
       .id_fields = {"sourceId"},
       .audit = {"source", "", "Source Settings Modified", ""}},
      {.name = "destination",
       .parent = "",
       .id_fields = {"id"},
       .embeds = "destination_metadata",
       .audit = {"integration", "Integration Created", "Integration Modified", "Integration Deleted",
                 "Integration Enabled", "Integration Disabled"}},
      {.name = "tracking_plan",
       .parent = "",
       .id_fields = {"id"},
       .audit = {"tracking_plan", "Tracking Plan Created", "Tracking Plan Modified", "Tracking Plan Deleted"},
       .cascades = {{"tracking_plan_source", ""}, {"tracking_plan_rule", ""}}},
      {.name = "tracking_plan_source",
       .parent = "tracking_plan",
       .id_fields = {"sourceId"},
       .refers_to = "source",
       .audit = {"tracking_plan", "Source Connected to Tracking Plan", "", "Source Disconnected From Tracking Plan"},
       .audit_names_parent = true},
      {.name = "tracking_plan_rule",
       .parent = "tracking_plan",
       .id_fields = {"type", "key", "version"},
       .audit = {"tracking_plan", "Tracking Plan Updated", "Tracking Plan Updated", "Tracking Plan Updated"},
       .audit_names_parent = true},
  };
}

}  // namespace

std::span<const Kind> kinds() {
  static const std::vector<Kind> rows = make_kinds();
  return rows;
}

const Kind* find_kind(std::string_view name) {
  const auto rows = kinds();
  const auto row = std::ranges::find(rows, name, &Kind::name);
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace segaudit::simulator
