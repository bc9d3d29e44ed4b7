#include "agent/catalogue_rows.h"

namespace segaudit::agent {

std::vector<Kind> destination_rows() {
  return {
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
                 "components.*.code", "components.*.owner", "components.*.type", "options.*.name", "options.*.type", "options.*.label", "actions.*.id",
                 "actions.*.slug", "actions.*.name", "actions.*.platform", "supportedFeatures.*", "supportedRegions.*",
                 "regionEndpoints.*", "multiInstanceSupportedVersion"},
       .sets = {"categories", "previousNames", "supportedRegions", "regionEndpoints"}},
      {.name = "destination_filter",
       .parent = "destination",
       .path = "/destination/{parent}/filters",  // singular
       .items = "filters",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/destination/{parent}/filters/{id}",
       .get_item = "filter",
       .ignored = {"updatedAt"},
       .clear = {"id", "sourceId", "destinationId", "if", "title", "description", "createdAt", "actions.*.type",
                 "actions.*.path", "actions.*.fields.**"},
       .event_words = {"destination filter", "integration filter", "destination_filter"}},
      {.name = "destination_subscription",
       .parent = "destination",
       .path = "/destinations/{parent}/subscriptions",
       .items = "subscriptions",
       .id_fields = {"id"},
       .accept = kV1Alpha,
       .paging = Paging::cursor,
       .get_path = "/destinations/{parent}/subscriptions/{id}",
       .get_item = "subscription",
       .clear = {"id", "name", "actionId", "actionSlug", "destinationId", "trigger", "modelId",
                 "reverseETLSchedule.strategy"},
       .sealed = {"settings"},
       .event_words = {"destination subscription", "integration subscription", "destination_subscription",
                       "subscription"}},
      // Asked for by Instance id, answered under the Meta id: the document's id is what was asked for.
      {.name = "delivery_summary",
       .parent = "destination",
       .path = "/destinations/{parent}/delivery-metrics",
       .items = "deliveryMetricsSummary",
       .accept = kV1Beta,
       .query = {{"granularity", "DAY"}},
       .parent_query = {{"sourceId", "sourceId"}},
       .day = {"startTime", "endTime"},
       .clear = {"sourceId", "destinationMetadataId", "metrics.*.metricName", "metrics.*.breakdown.*.metricName"},
       .sets = {"metrics", "metrics.*.breakdown"}},
  };
}

}  // namespace segaudit::agent
