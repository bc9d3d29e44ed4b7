#include "tests/simulator/generate_people.h"

#include <nlohmann/json.hpp>

#include "tests/simulator/generate_names.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 7> kRoles{"Workspace Owner",         "Source Admin",    "Source Read-only",
                                                 "Tracking Plan Admin",     "Warehouse Admin", "Function Admin",
                                                 "Minimal Workspace Access"};
constexpr std::size_t kOwner = 0;

std::string role_id(std::size_t role) { return "genRole" + std::to_string(role); }
std::string group_id(std::size_t number) { return numbered("genGroup", number); }

// A role on the whole workspace, or only on what has this label.
Json permission(std::size_t role, std::string_view environment = {}) {
  Json labels = Json::array();
  if (!environment.empty()) labels.push_back({{"key", "environment"}, {"value", environment}});
  return {
      {"roleName", kRoles[role]},
      {"roleId", role_id(role)},
      {"resources", Json::array({Json{{"id", kGeneratedWorkspace}, {"type", "WORKSPACE"}, {"labels", Json::array()}}})},
      {"labels", labels}};
}

Json user(std::size_t number, Dice& dice) {
  const std::string_view domain = dice.one_in(100) ? "elsewhere.example" : "generated.example";
  Json permissions = Json::array();
  if (number < 3) {
    permissions.push_back(permission(kOwner));
  } else if (dice.one_in(40)) {
    permissions.push_back(permission(1 + dice.below(kRoles.size() - 1), kEnvironments[dice.below(3)]));
  }
  return {{"id", user_id(number)},
          {"name", dice.one_in(50) ? "" : "Person " + std::to_string(number)},
          {"email", "person" + std::to_string(number) + "@" + std::string(domain)},
          {"permissions", permissions}};
}

// Group 0 reads everything; one in fifty of the others has an admin role on everything.
Json group(std::size_t number, Dice& dice) {
  Json permissions = Json::array();
  if (number == 0) {
    permissions.push_back(permission(2));
  } else {
    const bool everything = dice.one_in(50);
    permissions.push_back(permission(1 + number % 5, everything ? "" : kEnvironments[number % 3]));
  }
  return {{"id", group_id(number)}, {"name", "Group " + std::to_string(number)}, {"permissions", permissions}};
}

void join(std::size_t group, std::size_t user, Workspace& workspace) {
  workspace.load("group_member", group_id(group), Json{{"userId", user_id(user)}}.dump());
}

}  // namespace

void generate_people(std::size_t users, Dice& dice, Workspace& workspace) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    workspace.load("role", "", Json{{"id", role_id(i)}, {"name", kRoles[i]}, {"description", ""}}.dump());
  }
  const std::size_t groups = users == 0 ? 0 : 2 + users / 20;
  for (std::size_t i = 0; i < groups; ++i) workspace.load("group", "", group(i, dice).dump());
  for (std::size_t i = 0; i < users; ++i) {
    workspace.load("user", "", user(i, dice).dump());
    join(0, i, workspace);
    for (std::size_t more = dice.below(3); more > 0; --more) join(1 + dice.below(groups - 1), i, workspace);
  }
  for (std::size_t i = 0; i < users / 200; ++i) {
    workspace.load("invite", "", Json{{"email", "invited" + std::to_string(i) + "@generated.example"}}.dump());
  }
}

}  // namespace segaudit::simulator
