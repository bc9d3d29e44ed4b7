#include "agent/catalogue_rows.h"

namespace segaudit::agent {

std::vector<Kind> workspace_rows() {
  return {
      {.name = "workspace",
       .path = "/",
       .items = "workspace",
       .id_fields = {"id"},
       .accept = kV1,
       .clear = {"id", "slug", "name"},
       .event_words = {"workspace"}},
  };
}

std::vector<Kind> source_rows() {
  return {
      {.name = "source",
       .path = "/sources",
       .items = "sources",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/sources/{id}",
       .get_item = "source",
       .embedded = {{"source_metadata", "metadata", "id"}},
       .hideable = {"writeKeys"},
       .clear = {"id", "slug", "name", "workspaceId", "labels.*.key", "labels.*.value", "labels.*.description",
                 "metadata.id"},
       .sealed = {"settings"},
       .sets = {"labels", "writeKeys"},
       .event_words = {"source"}},
      {.name = "source_metadata",
       .id_fields = {"id"},
       .ignored = {"logos"},
       .clear = {"id", "name", "slug", "description", "status", "categories.*", "options.*.name", "options.*.type",
                 "options.*.label"},
       .sets = {"categories"}},
      {.name = "source_settings",
       .parent = "source",
       .path = "/sources/{parent}/settings",
       .items = "settings",
       .accept = kV1,
       .clear = {"track.commonEventOnViolations", "identify.commonEventOnViolations", "group.commonEventOnViolations",
                 "forwardingViolationsTo", "forwardingBlockedEventsTo"}},
  };
}

std::vector<Kind> audit_rows() {
  return {
      {.name = "audit_event",
       .path = "/audit-events",
       .items = "events",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .clear = {"id", "timestamp", "type", "actor", "actorEmail", "resourceId", "resourceType", "resourceName"},
       .people = {"actorEmail"},
       .person_where = {"resourceName", {"type", "resourceType"}, {"user", "invite"}},
       .events = true},
  };
}

}  // namespace segaudit::agent
