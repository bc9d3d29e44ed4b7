#include "agent/catalogue_rows.h"

namespace segaudit::agent {

// The connection's state is not asked for: Segment would connect to the warehouse to find out.
std::vector<Kind> warehouse_rows() {
  return {
      {.name = "warehouse",
       .path = "/warehouses",
       .items = "warehouses",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/warehouses/{id}",
       .get_item = "warehouse",
       .embedded = {{"warehouse_metadata", "metadata", "id"}},
       .clear = {"id", "workspaceId", "settings.name", "metadata.id"},
       .sealed = {"settings"},
       .event_words = {"warehouse", "storage destination", "storage_destination"}},
      {.name = "warehouse_metadata",
       .id_fields = {"id"},
       .ignored = {"logos"},
       .clear = {"id", "name", "slug", "description", "options.*.name", "options.*.type", "options.*.label"}},
      {.name = "warehouse_source",
       .parent = "warehouse",
       .path = "/warehouses/{parent}/connected-sources",
       .items = "sources",
       .id_fields = {"{parent}", "id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .kept = {"id"},
       .clear = {"id"},
       .event_words = {"connected to warehouse", "disconnected from warehouse", "connected to storage destination",
                       "disconnected from storage destination"}},
  };
}

}  // namespace segaudit::agent
