#include "tests/simulator/kinds.h"

#include <algorithm>

namespace segaudit::simulator {

namespace {

std::vector<Kind> connection_kinds() {
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
                    {"tracking_plan_source", "sourceId"},
                    {"warehouse_source", "sourceId"},
                    {"transformation", "sourceId"}}},
      {.name = "source_settings",
       .parent = "",
       .id_fields = {"sourceId"},
       .audit = {"source", "", "Source Settings Modified", ""}},
      {.name = "destination",
       .parent = "",
       .id_fields = {"id"},
       .embeds = "destination_metadata",
       .audit = {"integration", "Integration Created", "Integration Modified", "Integration Deleted",
                 "Integration Enabled", "Integration Disabled"},
       .product_audit = {"destination", "Integrations Created", "Integrations Modified", "Integrations Deleted",
                         "Integrations Enabled", "Integrations Disabled"},
       .cascades = {{"destination_filter", ""},
                    {"destination_subscription", ""},
                    {"delivery_summary", "destinationId"}}},
      {.name = "destination_filter",
       .parent = "destination",
       .id_fields = {"id"},
       .audit = {"destination_filter", "Destination Filter Created", "Destination Filter Modified",
                 "Destination Filter Deleted", "Destination Filter Enabled", "Destination Filter Disabled"},
       .product_audit = {"integration", "Destination Filters Created", "Destination Filters Modified",
                         "Destination Filters Deleted", "Destination Filters Enabled", "Destination Filters Disabled"}},
      {.name = "destination_subscription",
       .parent = "destination",
       .id_fields = {"id"},
       .audit = {"integration", "Integration Modified", "Integration Modified", "Integration Modified"},
       .product_audit = {"destination", "Integrations Modified", "Integrations Modified", "Integrations Modified"},
       .audit_names_parent = true},
      // What the delivery-metrics summary of one destination says otherwise than it should.
      {.name = "delivery_summary", .parent = "", .id_fields = {"destinationId"}},
      {.name = "warehouse_metadata", .parent = "", .id_fields = {"id"}},
      {.name = "warehouse",
       .parent = "",
       .id_fields = {"id"},
       .embeds = "warehouse_metadata",
       .audit = {"storage_destination", "Storage Destination Created", "Storage Destination Modified",
                 "Storage Destination Deleted", "Storage Destination Enabled", "Storage Destination Disabled"},
       .product_audit = {"warehouse", "Warehouses Created", "Warehouses Modified", "Warehouses Deleted",
                         "Warehouses Enabled", "Warehouses Disabled"},
       .cascades = {{"warehouse_source", ""}}},
      {.name = "warehouse_source",
       .parent = "warehouse",
       .id_fields = {"sourceId"},
       .refers_to = "source",
       .audit = {"storage_destination", "Storage Destination Modified", "", "Storage Destination Modified"},
       .product_audit = {"warehouse", "Warehouses Modified", "", "Warehouses Modified"},
       .audit_names_parent = true},
  };
}

std::vector<Kind> protocol_kinds() {
  return {
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
       .product_audit = {"tracking_plan", "Tracking Plan Operations Updated", "Tracking Plan Operations Updated",
                         "Tracking Plan Operations Updated"},
       .audit_names_parent = true},
      {.name = "transformation",
       .parent = "",
       .id_fields = {"id"},
       .audit = {"transformation", "Transformation Created", "Transformation Updated", "Transformation Deleted"},
       .product_audit = {"tracking_plan", "Transformations Created", "Transformations Modified",
                         "Transformations Deleted"}},
      {.name = "function",
       .parent = "",
       .id_fields = {"id"},
       .listed = {"id", "resourceType", "createdAt", "createdBy", "displayName", "description", "logoUrl", "catalogId"},
       .audit = {"function", "Function Created", "Function Modified", "Function Deleted"},
       .product_audit = {"function", "Source Function Created", "Source Function Modified", "Source Function Deleted"}},
  };
}

std::vector<Kind> access_kinds() {
  return {
      {.name = "role", .parent = "", .id_fields = {"id"}},
      {.name = "user",
       .parent = "",
       .id_fields = {"id"},
       .listed = {"id", "name", "email"},
       .audit = {"user", "User Added via SSO", "User Policy Updated", "User Removed"},
       .product_audit = {"policy", "User Invite Accepted", "Policy Created", "User Removed"},
       .cascades = {{"group_member", "userId"}}},
      {.name = "group",
       .parent = "",
       .id_fields = {"id"},
       .count_member = "memberCount",
       .counts = "group_member",
       .audit = {"user_group", "User Group Created", "User Group Policy Updated", "User Group Deleted"},
       .product_audit = {"group", "User Group Created", "User Group Updated", "User Group Deleted"},
       .cascades = {{"group_member", ""}, {"group_invite", ""}}},
      {.name = "group_member",
       .parent = "group",
       .id_fields = {"userId"},
       .refers_to = "user",
       .audit = {"user_group", "User Added To User Group", "", "User Removed From User Group"},
       .product_audit = {"group", "Subjects Added to Group", "", "Group Memberships Deleted"},
       .audit_names_parent = true},
      {.name = "group_invite",
       .parent = "group",
       .id_fields = {"email"},
       .bare_member = "email",
       .audit = {"user_group", "Subjects Added to Group", "", "Group Memberships Deleted"},
       .audit_names_parent = true},
      {.name = "invite",
       .parent = "",
       .id_fields = {"email"},
       .bare_member = "email",
       .audit = {"invite", "Non-Segment User Invited to Workspace", "", "Invite Deleted"},
       .product_audit = {"user", "User Invite Sent", "", "User Invite Deleted"},
       .cascades = {{"group_invite", "email"}}},
  };
}

std::vector<Kind> make_kinds() {
  std::vector<Kind> rows;
  for (auto family : {connection_kinds(), protocol_kinds(), access_kinds()}) {
    for (Kind& kind : family) rows.push_back(std::move(kind));
  }
  return rows;
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
