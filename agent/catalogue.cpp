#include "agent/catalogue.h"

#include <stdexcept>
#include <string>

namespace segaudit::agent {
namespace {

constexpr std::string_view kV1 = "application/vnd.segment.v1+json";

const std::vector<Kind>& all_kinds() {
  static const std::vector<Kind> kinds = {
      {.name = "workspace",
       .path = "/",
       .items = "workspace",
       .id_fields = {"id"},
       .accept = kV1,
       .clear = {"id", "slug", "name"},
       .event_words = {"workspace"}},
      {.name = "source",
       .path = "/sources",
       .items = "sources",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/sources/{id}",
       .get_item = "source",
       .embedded = {{"source_metadata", "metadata", "id"}},
       .clear = {"id", "slug", "name", "workspaceId", "labels.*.key", "labels.*.value", "labels.*.description", "metadata.id"},
       .sealed = {"settings"},
       .event_words = {"source"}},
      {.name = "source_metadata",
       .id_fields = {"id"},
       .ignored = {"logos"},
       .clear = {"id", "name", "slug", "description", "status", "categories.*", "options.*.name", "options.*.type",
                 "options.*.label"}},
      {.name = "source_settings",
       .parent = "source",
       .path = "/sources/{parent}/settings",
       .items = "settings",
       .accept = kV1,
       .clear = {"track.*", "identify.*", "group.*", "forwardingViolationsTo", "forwardingBlockedEventsTo"}},
      {.name = "destination",
       .path = "/destinations",
       .items = "destinations",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/destinations/{id}",
       .get_item = "destination",
       .embedded = {{"destination_metadata", "metadata", "id"}},
       .clear = {"id", "name", "sourceId", "metadata.id"},
       .sealed = {"settings"},
       .event_words = {"destination", "integration"}},
      {.name = "destination_metadata",
       .id_fields = {"id"},
       // Logos and contacts are no one's policy; what actions map is found in subscriptions.
       .ignored = {"logos", "contacts", "presets", "actions.*.fields", "actions.*.description"},
       .clear = {"id", "name", "slug", "description", "status", "website", "categories.*", "previousNames.*",
                 "components.*.*", "options.*.name", "options.*.type", "options.*.label", "actions.*.id", "actions.*.slug",
                 "actions.*.name", "actions.*.platform", "supportedFeatures.*", "supportedRegions.*", "regionEndpoints.*",
                 "multiInstanceSupportedVersion"}},
      {.name = "tracking_plan",
       .path = "/tracking-plans",
       .items = "trackingPlans",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/tracking-plans/{id}",
       .get_item = "trackingPlan",
       .ignored = {"updatedAt"},
       .clear = {"id", "type", "name", "slug", "description", "createdAt", "resourceSchemaId"},
       .event_words = {"tracking_plan", "tracking plan"}},
      {.name = "tracking_plan_source",
       .parent = "tracking_plan",
       .path = "/tracking-plans/{parent}/sources",
       .items = "sources",
       .id_fields = {"{parent}", "id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .kept = {"id"},
       .clear = {"id"},
       .event_words = {"connected to tracking plan", "disconnected from tracking plan"}},
      {.name = "tracking_plan_rule",
       .parent = "tracking_plan",
       .path = "/tracking-plans/{parent}/rules",
       .items = "rules",
       .id_fields = {"{parent}", "type", "key", "version"},
       .accept = kV1,
       .paging = Paging::cursor,
       .ignored = {"updatedAt"},
       .clear = {"type", "key", "createdAt", "deprecatedAt", "jsonSchema.**"}},
      {.name = "audit_event",
       .path = "/audit-events",
       .items = "events",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .clear = {"id", "timestamp", "type", "actor", "actorEmail", "resourceId", "resourceType", "resourceName"},
       .events = true},
  };
  return kinds;
}

}  // namespace

std::span<const Kind> catalogue() { return all_kinds(); }

const Kind& kind_named(std::string_view name) {
  for (const auto& kind : all_kinds())
    if (kind.name == name) return kind;
  throw std::out_of_range("no kind is called " + std::string(name));
}

}  // namespace segaudit::agent
