#include "tests/simulator/generate_details.h"

#include <nlohmann/json.hpp>

#include "tests/simulator/generate_names.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::ordered_json;

Json filter_action(Dice& dice) {
  switch (dice.below(3)) {
    case 0:
      return {{"type", "DROP"}};
    case 1:
      return {{"type", "SAMPLE"}, {"percent", 0.5}, {"path", "userId"}};
    default:
      return {{"type", "DROP_PROPERTIES"}, {"fields", {{"properties", {"email", dice.word(6)}}}}};
  }
}

Json filter(const std::string& id, const std::string& destination, const std::string& source, Dice& dice) {
  return {{"id", id},
          {"sourceId", source},
          {"destinationId", destination},
          {"if", "event = \"Generated Event " + std::to_string(dice.below(100)) + "\""},
          {"actions", Json::array({filter_action(dice)})},
          {"title", "Filter " + dice.word(5)},
          {"description", ""},
          {"enabled", !dice.one_in(50)},
          {"createdAt", "2025-12-01T08:00:00.000Z"},
          {"updatedAt", "2026-01-10T12:30:00.000Z"}};
}

Json subscription(const std::string& id, const std::string& destination, std::size_t meta, std::size_t action,
                  Dice& dice) {
  return {{"id", id},
          {"name", "Mapping " + std::to_string(action)},
          {"actionId", meta_id(meta) + "_action" + std::to_string(action)},
          {"actionSlug", "action" + std::to_string(action)},
          {"destinationId", destination},
          {"enabled", !dice.one_in(20)},
          {"settings", {{"field_0", {{"@path", "$.event"}}}, {"field_1", {{"@path", "$.properties." + dice.word(6)}}}}},
          {"trigger", action == 0 ? "type = \"track\"" : "event = \"Generated Event " + std::to_string(action) + "\""}};
}

std::string function_code(std::size_t number, Dice& dice) {
  std::string code = "// Generated function " + std::to_string(number) + "\n";
  if (dice.one_in(50)) code += "const apiSecret = 'sk_live_artificial" + dice.word(24) + "';\n";
  code += "async function onTrack(event, settings) {\n";
  for (std::size_t lines = 10 + dice.below(30); lines > 0; --lines) {
    code += "  event.properties." + dice.word(8) + " = settings." + dice.word(6) + ";\n";
  }
  return code + "  return event;\n}\n";
}

}  // namespace

void generate_destination_details(std::size_t number, std::size_t source, std::size_t meta, Dice& dice,
                                  Workspace& workspace) {
  const std::string destination = destination_id(number);
  for (std::size_t i = 0, count = dice.below(3); i < count; ++i) {
    const std::string id = numbered("genFilter", number) + "_" + std::to_string(i);
    workspace.load("destination_filter", destination, filter(id, destination, source_id(source), dice).dump());
  }
  if (!has_actions(meta)) return;
  for (std::size_t i = 0, count = 1 + dice.below(3); i < count; ++i) {
    const std::string id = numbered("genSubscription", number) + "_" + std::to_string(i);
    workspace.load("destination_subscription", destination, subscription(id, destination, meta, i, dice).dump());
  }
}

void generate_warehouses(const Scale& scale, Workspace& workspace) {
  if (scale.sources == 0) return;
  workspace.load("warehouse_metadata", "",
                 Json{{"id", "genWarehouseType"},
                      {"name", "Generated Warehouse"},
                      {"slug", "generated-warehouse"},
                      {"description", "A warehouse type of a generated workspace."},
                      {"logos", {{"default", "https://catalogue.example/logos/warehouse/default.svg"}}},
                      {"options", Json::array({Json{{"name", "host"}, {"type", "string"}, {"required", true}}})}}
                     .dump());
  const std::size_t warehouses = 1 + scale.sources / 100;
  for (std::size_t i = 0; i < warehouses; ++i) {
    const Json settings{{"name", "Warehouse " + std::to_string(i)},
                        {"host", "warehouse" + std::to_string(i) + ".generated.example"}};
    workspace.load("warehouse", "",
                   Json{{"id", numbered("genWarehouse", i)},
                        {"workspaceId", kGeneratedWorkspace},
                        {"enabled", i % 10 != 9},
                        {"settings", settings},
                        {"metadataId", "genWarehouseType"}}
                       .dump());
  }
  // Every source of production goes to one of them.
  for (std::size_t source = 0; source < scale.sources; source += kEnvironments.size()) {
    const std::size_t warehouse = source / kEnvironments.size() % warehouses;
    workspace.load("warehouse_source", numbered("genWarehouse", warehouse),
                   Json{{"sourceId", source_id(source)}}.dump());
  }
}

void generate_transformations(const Scale& scale, Dice& dice, Workspace& workspace) {
  for (std::size_t i = 0; i < scale.sources / 10; ++i) {
    Json document{{"id", numbered("genTransformation", i)},
                  {"workspaceId", kGeneratedWorkspace},
                  {"name", "Transformation " + std::to_string(i)},
                  {"sourceId", source_id(dice.below(scale.sources))},
                  {"enabled", !dice.one_in(20)},
                  {"if", "event = \"Generated Event " + std::to_string(i) + "\""},
                  {"newEventName", "generated_event_" + std::to_string(i)},
                  {"propertyRenames", Json::array({Json{{"oldName", dice.word(6)}, {"newName", dice.word(6)}}})}};
    if (scale.meta_ids > 0 && dice.one_in(2)) document["destinationMetadataId"] = meta_id(dice.below(scale.meta_ids));
    workspace.load("transformation", "", document.dump());
  }
}

void generate_functions(const Scale& scale, Dice& dice, Workspace& workspace) {
  constexpr std::array<std::string_view, 5> kTypes{"SOURCE", "DESTINATION", "INSERT_SOURCE", "INSERT_DESTINATION",
                                                   "INSERT_TRANSFORMATION"};
  for (std::size_t i = 0; i < scale.sources / 20; ++i) {
    const Json setting{{"name", "apiKey"}, {"label", "API key"}, {"description", "Of the receiver"},
                       {"type", "STRING"}, {"required", true},   {"sensitive", !dice.one_in(20)}};
    workspace.load("function", "",
                   Json{{"id", numbered("genFunction", i)},
                        {"resourceType", kTypes[i % kTypes.size()]},
                        {"displayName", "Function " + std::to_string(i)},
                        {"createdAt", "2025-10-01T09:00:00.000Z"},
                        {"createdBy", user_id(0)},
                        {"code", function_code(i, dice)},
                        {"deployedAt", "2025-11-01T09:00:00.000Z"},
                        {"settings", Json::array({setting})},
                        {"catalogId", numbered("genCatalogue", i)},
                        {"isLatestVersion", !dice.one_in(10)}}
                       .dump());
  }
}

}  // namespace segaudit::simulator
