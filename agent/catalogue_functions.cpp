#include "agent/catalogue_rows.h"

namespace segaudit::agent {

std::vector<Kind> function_rows() {
  return {
      // The list has a part of what the answer by id has; that belongs to function_code.
      {.name = "function",
       .path = "/functions",
       .items = "functions",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .get_path = "/functions/{id}",
       .get_item = "function",
       .parts = {"resourceType",
                 {"SOURCE", "DESTINATION", "INSERT_SOURCE", "INSERT_DESTINATION", "INSERT_TRANSFORMATION"}},
       .nullable = true,
       .kept = {"id", "resourceType", "createdAt", "createdBy", "displayName", "description", "catalogId"},
       // Who wrote it is a user's id, not a name.
       .clear = {"id", "resourceType", "createdAt", "createdBy", "displayName", "catalogId"},
       .event_words = {"function", "source function", "destination function", "insert function"}},
      {.name = "function_code",
       .parent = "function",
       .path = "/functions/{parent}",
       .items = "function",
       .accept = kV1,
       .nullable = true,
       .kept = {"code", "deployedAt", "isLatestVersion", "settings", "batchMaxCount"},
       .clear = {"code.fingerprint", "code.secrets.*.secret", "deployedAt", "settings.*.name", "settings.*.type"},
       .sealed = {"settings"},
       .programs = {"code"}},
  };
}

}  // namespace segaudit::agent
