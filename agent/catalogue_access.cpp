#include "agent/catalogue_rows.h"

namespace segaudit::agent {
namespace {

std::vector<std::string_view> permission_fields_and(std::vector<std::string_view> fields) {
  fields.insert(fields.end(), {"permissions.*.roleId", "permissions.*.roleName", "permissions.*.labels.*.key",
                               "permissions.*.labels.*.value", "permissions.*.labels.*.description",
                               "permissions.*.resources.*.id", "permissions.*.resources.*.type",
                               "permissions.*.resources.*.labels.*.key", "permissions.*.resources.*.labels.*.value",
                               "permissions.*.resources.*.labels.*.description"});
  return fields;
}

std::vector<std::string_view> permission_sets() {
  return {"permissions", "permissions.*.labels", "permissions.*.resources", "permissions.*.resources.*.labels"};
}

Kind user_row() {
  return {.name = "user",
          .path = "/users",
          .items = "users",
          .id_fields = {"id"},
          .accept = kV1,
          .paging = Paging::cursor,
          .get_path = "/users/{id}",
          .get_item = "user",
          .kept = {"id", "name", "email"},  // the answer by id has permissions too; the list does not
          .clear = {"id", "name", "email"},
          .people = {"name", "email"},
          .event_words = {"user", "user added", "user removed", "invite accepted"}};
}

// Without `permissions` in it, an answer by id does not say that there are none.
Kind user_permissions_row() {
  return {.name = "user_permissions",
          .parent = "user",
          .path = "/users/{parent}",
          .items = "user",
          .accept = kV1,
          .required = {"permissions"},
          .kept = {"permissions"},
          .clear = permission_fields_and({}),
          .sets = permission_sets(),
          .event_words = {"policy", "user policy", "user_policy"}};
}

Kind group_row() {
  return {
      .name = "group",
      .path = "/groups",
      .items = "userGroups",
      .id_fields = {"id"},
      .accept = kV1,
      .paging = Paging::cursor,
      .get_path = "/groups/{id}",
      .get_item = "userGroup",
      .clear = permission_fields_and({"id", "name"}),
      .sets = permission_sets(),
      .event_words = {"group", "user group", "user group policy", "user_group", "policy", "user added to user group",
                      "user removed from user group", "subjects added to group", "group memberships"}};
}

Kind group_member_row() {
  return {.name = "group_member",
          .parent = "group",
          .path = "/groups/{parent}/users",
          .items = "users",
          .id_fields = {"{parent}", "id"},
          .accept = kV1,
          .paging = Paging::cursor,
          .kept = {"id"},
          .clear = {"id"},
          .event_words = {"user added to user group", "user removed from user group", "subjects added to group",
                          "group memberships"}};
}

}  // namespace

std::vector<Kind> access_rows() {
  return {
      user_row(),
      user_permissions_row(),
      group_row(),
      group_member_row(),
      {.name = "role",
       .path = "/roles",
       .items = "roles",
       .id_fields = {"id"},
       .accept = kV1,
       .paging = Paging::cursor,
       .clear = {"id", "name", "description"},
       .event_words = {"role"}},
      // Bare addresses. Ids appear in labels of metrics, where an address must never be.
      {.name = "invite",
       .path = "/invites",
       .items = "invites",
       .id_fields = {"email"},
       .accept = kV1,
       .paging = Paging::cursor,
       .bare = "email",
       .hidden_id = true,
       .clear = {"email"},
       .people = {"email"},
       .event_words = {"invite", "user invite", "user invited to workspace"}},
      {.name = "label",
       .path = "/labels",
       .items = "labels",
       .id_fields = {"key", "value"},
       .accept = kV1,
       .clear = {"key", "value", "description"},
       .event_words = {"label"}},
  };
}

}  // namespace segaudit::agent
