#include "tests/simulator/routes.h"

namespace segaudit::simulator {

namespace {

std::vector<Route> connection_routes() {
  return {
      {.operation = "getWorkspace", .path = "/", .envelope = "workspace", .kind = "workspace"},
      {.operation = "listSources", .path = "/sources", .shape = Shape::kPages, .envelope = "sources", .kind = "source"},
      {.operation = "getSource",
       .path = "/sources/{sourceId}",
       .envelope = "source",
       .kind = "source",
       .edge_member = "trackingPlanId",
       .edge_kind = "tracking_plan_source"},
      {.operation = "listSchemaSettingsInSource",
       .path = "/sources/{sourceId}/settings",
       .shape = Shape::kFlat,
       .kind = "source_settings"},
      {.operation = "listDestinations",
       .path = "/destinations",
       .shape = Shape::kPages,
       .envelope = "destinations",
       .kind = "destination",
       .last_page = LastPage::kNullNext},
      {.operation = "getDestination",
       .path = "/destinations/{destinationId}",
       .envelope = "destination",
       .kind = "destination"},
      {.operation = "listDeliveryMetricsSummaryFromDestination",
       .path = "/destinations/{destinationId}/delivery-metrics",
       .shape = Shape::kDelivery,
       .envelope = "deliveryMetricsSummary",
       .kind = "destination",
       .stabilities = {Stability::kBeta, Stability::kAlpha},
       .required = {"sourceId"}},
      {.operation = "listSubscriptionsFromDestination",
       .path = "/destinations/{destinationId}/subscriptions",
       .shape = Shape::kPages,
       .envelope = "subscriptions",
       .kind = "destination_subscription",
       .stabilities = {Stability::kAlpha}},
      {.operation = "getSubscriptionFromDestination",
       .path = "/destinations/{destinationId}/subscriptions/{id}",
       .envelope = "subscription",
       .kind = "destination_subscription",
       .stabilities = {Stability::kAlpha}},
      // Singular, unlike everything else about destinations.
      {.operation = "listFiltersFromDestination",
       .path = "/destination/{destinationId}/filters",
       .shape = Shape::kPages,
       .envelope = "filters",
       .kind = "destination_filter"},
      {.operation = "getFilterInDestination",
       .path = "/destination/{destinationId}/filters/{filterId}",
       .envelope = "filter",
       .kind = "destination_filter"},
      {.operation = "listWarehouses",
       .path = "/warehouses",
       .shape = Shape::kPages,
       .envelope = "warehouses",
       .kind = "warehouse",
       .last_page = LastPage::kNullNext},
      {.operation = "getWarehouse", .path = "/warehouses/{warehouseId}", .envelope = "warehouse", .kind = "warehouse"},
      {.operation = "listConnectedSourcesFromWarehouse",
       .path = "/warehouses/{warehouseId}/connected-sources",
       .shape = Shape::kPages,
       .envelope = "sources",
       .kind = "warehouse_source"},
      {.operation = "getDestinationMetadata",
       .path = "/catalog/destinations/{destinationMetadataId}",
       .envelope = "destinationMetadata",
       .kind = "destination_metadata"},
  };
}

std::vector<Route> protocol_routes() {
  return {
      {.operation = "listTrackingPlans",
       .path = "/tracking-plans",
       .shape = Shape::kPages,
       .envelope = "trackingPlans",
       .kind = "tracking_plan",
       .filters = {{"type", "type"}}},
      {.operation = "getTrackingPlan",
       .path = "/tracking-plans/{trackingPlanId}",
       .envelope = "trackingPlan",
       .kind = "tracking_plan"},
      {.operation = "listSourcesFromTrackingPlan",
       .path = "/tracking-plans/{trackingPlanId}/sources",
       .shape = Shape::kPages,
       .envelope = "sources",
       .kind = "tracking_plan_source",
       .total_entries = false},
      {.operation = "listRulesFromTrackingPlan",
       .path = "/tracking-plans/{trackingPlanId}/rules",
       .shape = Shape::kPages,
       .envelope = "rules",
       .kind = "tracking_plan_rule",
       .last_page = LastPage::kNullNext,
       .requests_per_minute = 200},
      {.operation = "listTransformations",
       .path = "/transformations",
       .shape = Shape::kPages,
       .envelope = "transformations",
       .kind = "transformation"},
      {.operation = "getTransformation",
       .path = "/transformations/{transformationId}",
       .envelope = "transformation",
       .kind = "transformation"},
      {.operation = "listFunctions",
       .path = "/functions",
       .shape = Shape::kPages,
       .envelope = "functions",
       .kind = "function",
       .filters = {{"resourceType",
                    "resourceType",
                    {"SOURCE", "DESTINATION", "INSERT_SOURCE", "INSERT_DESTINATION", "INSERT_TRANSFORMATION"}}},
       .required = {"resourceType"}},
      {.operation = "getFunction", .path = "/functions/{functionId}", .envelope = "function", .kind = "function"},
  };
}

std::vector<Route> access_routes() {
  return {
      {.operation = "listUsers", .path = "/users", .shape = Shape::kPages, .envelope = "users", .kind = "user"},
      {.operation = "getUser", .path = "/users/{userId}", .envelope = "user", .kind = "user"},
      {.operation = "listUserGroups",
       .path = "/groups",
       .shape = Shape::kPages,
       .envelope = "userGroups",
       .kind = "group",
       .total_entries = false},
      {.operation = "getUserGroup", .path = "/groups/{userGroupId}", .envelope = "userGroup", .kind = "group"},
      {.operation = "listUsersFromUserGroup",
       .path = "/groups/{userGroupId}/users",
       .shape = Shape::kPages,
       .envelope = "users",
       .kind = "group_member"},
      {.operation = "listInvitesFromUserGroup",
       .path = "/groups/{userGroupId}/invites",
       .shape = Shape::kPages,
       .envelope = "emails",
       .kind = "group_invite"},
      {.operation = "listRoles",
       .path = "/roles",
       .shape = Shape::kPages,
       .envelope = "roles",
       .kind = "role",
       .total_entries = false},
      {.operation = "listInvites", .path = "/invites", .shape = Shape::kPages, .envelope = "invites", .kind = "invite"},
      {.operation = "listLabels", .path = "/labels", .shape = Shape::kAll, .envelope = "labels", .kind = "label"},
      {.operation = "listAuditEvents", .path = "/audit-events", .shape = Shape::kAudit, .envelope = "events"},
      {.operation = "echo",
       .path = "/echo",
       .shape = Shape::kEcho,
       .stabilities = {Stability::kStable, Stability::kAlpha},
       .required = {"message"}},
  };
}

std::vector<Route> make_routes() {
  std::vector<Route> rows;
  for (auto family : {connection_routes(), protocol_routes(), access_routes()}) {
    for (Route& route : family) rows.push_back(std::move(route));
  }
  return rows;
}

struct Pattern {
  const Route* route;
  std::vector<std::string> segments;
};

std::vector<Pattern> make_patterns() {
  std::vector<Pattern> patterns;
  for (const Route& route : routes()) {
    Pattern pattern{&route, {}};
    std::string_view rest = route.path.substr(1);
    while (!rest.empty()) {
      const auto end = std::min(rest.find('/'), rest.size());
      pattern.segments.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

std::optional<std::vector<std::string>> placeholders(const Pattern& pattern, const std::vector<std::string>& segments) {
  if (pattern.segments.size() != segments.size()) return std::nullopt;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (pattern.segments[i].starts_with('{')) {
      ids.push_back(segments[i]);
    } else if (pattern.segments[i] != segments[i]) {
      return std::nullopt;
    }
  }
  return ids;
}

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> rows = make_routes();
  return rows;
}

std::optional<RouteMatch> match_route(const std::vector<std::string>& segments) {
  static const std::vector<Pattern> patterns = make_patterns();
  for (const Pattern& pattern : patterns) {
    if (auto ids = placeholders(pattern, segments)) return RouteMatch{pattern.route, std::move(*ids)};
  }
  return std::nullopt;
}

}  // namespace segaudit::simulator
