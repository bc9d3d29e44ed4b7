#include "tests/simulator/generate.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/simulator/dice.h"
#include "tests/simulator/generate_catalogue.h"
#include "tests/simulator/generate_details.h"
#include "tests/simulator/generate_names.h"
#include "tests/simulator/generate_people.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::ordered_json;

// Sources come in groups of three, one for each environment; the first group receives what the others forward.
std::string sink_of(std::size_t source, std::size_t sources) { return source_id(source % 3 % sources); }

void add_sources(const Scale& scale, Dice& dice, Workspace& workspace) {
  for (std::size_t i = 0; i < scale.sources; ++i) {
    const std::string_view environment = kEnvironments[i % 3];
    Json labels = Json::array();
    if (!dice.one_in(50)) labels.push_back({{"key", "environment"}, {"value", environment}});
    if (i / 3 % 5 == 4) labels.push_back({{"key", "data"}, {"value", "personal"}});
    // A few do not keep to the pattern.
    const std::string slug =
        dice.one_in(100) ? numbered("APP-", i) : numbered("app-", i / 3) + "-" + std::string(environment);
    workspace.load("source", "",
                   Json{{"id", source_id(i)},
                        {"slug", slug},
                        {"name", "App " + std::to_string(i / 3) + " (" + std::string(environment) + ")"},
                        {"workspaceId", kGeneratedWorkspace},
                        {"enabled", i < 3 || !dice.one_in(50)},
                        {"writeKeys", {dice.word(32)}},
                        {"settings", {{"website_url", "https://" + slug + ".example"}}},
                        {"labels", labels},
                        {"metadataId", numbered("5e2b8d7f4c6a90b3d1", i % 4)}}
                       .dump());
  }
}

void add_settings(const Scale& scale, Dice& dice, Workspace& workspace) {
  for (std::size_t i = 0; i < scale.sources; ++i) {
    const bool blocks = i >= 3 && !dice.one_in(3);
    Json settings{{"track",
                   {{"allowUnplannedEvents", !blocks},
                    {"allowUnplannedEventProperties", true},
                    {"allowEventOnViolations", !blocks},
                    {"allowPropertiesOnViolations", true},
                    {"commonEventOnViolations", "ALLOW"}}},
                  {"identify", {{"allowUnplannedTraits", true}, {"allowTraitsOnViolations", true}}},
                  {"group", {{"allowUnplannedTraits", true}, {"allowTraitsOnViolations", true}}}};
    if (i >= 3) settings["forwardingViolationsTo"] = sink_of(i, scale.sources);
    if (blocks && !dice.one_in(50)) settings["forwardingBlockedEventsTo"] = sink_of(i, scale.sources);
    workspace.load("source_settings", "", Json{{"sourceId", source_id(i)}, {"settings", settings}}.dump());
  }
}

// Mostly a secret of its own, which the API shows; one pair in a hundred uses the same in all its environments.
std::string shared_secret(std::size_t source, Dice& dice) {
  return source / 3 % 100 == 7 ? "artificial-shared-secret-" + std::to_string(source / 3)
                               : "artificial-secret-" + dice.word(16);
}

void add_destinations(const Scale& scale, Dice& dice, Workspace& workspace) {
  for (std::size_t i = 0; i < scale.destinations; ++i) {
    const std::size_t source = i % scale.sources;
    // Destinations of one source get different Meta ids, apart from a few.
    const std::size_t meta = dice.one_in(50) ? source % scale.meta_ids : (source + i / scale.sources) % scale.meta_ids;
    workspace.load("destination", "",
                   Json{{"id", destination_id(i)},
                        {"name", "Destination " + std::to_string(i)},
                        {"enabled", !dice.one_in(10)},
                        {"sourceId", source_id(source)},
                        {"settings",
                         {{"apiKey", "••••••••••" + dice.word(4)},
                          {"sharedSecret", shared_secret(source, dice)},
                          {"endpoint", "https://collect.example/" + dice.word(12)},
                          {"sampleRate", static_cast<int>(dice.below(100))},
                          {"eventNames", {dice.word(8), dice.word(8)}}}},
                        {"metadataId", meta_id(meta)}}
                       .dump());
    generate_destination_details(i, source, meta, dice, workspace);
  }
}

Json property_schema(Dice& dice) {
  constexpr std::array<std::string_view, 4> kTypes{"string", "number", "boolean", "integer"};
  return {{"type", kTypes[dice.below(kTypes.size())]}, {"description", "Generated property " + dice.word(10)}};
}

Json rule(std::size_t number, Dice& dice) {
  Json properties = Json::object();
  Json required = Json::array();
  for (std::size_t i = 0, count = 4 + dice.below(8); i < count; ++i) {
    const std::string name = dice.one_in(500) ? "email" : "property_" + dice.word(6);
    properties[name] = property_schema(dice);
    if (dice.one_in(3)) required.push_back(name);
  }
  Json body{{"type", "object"}, {"properties", properties}, {"required", required}};
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"type", "object"},
              {"properties", {{"context", Json::object()}, {"traits", Json::object()}, {"properties", body}}}};
  return {{"type", "TRACK"},
          {"key", "Generated Event " + std::to_string(number)},
          {"jsonSchema", schema},
          {"version", 1},
          {"createdAt", "2026-01-15T09:30:00Z"},
          {"updatedAt", "2026-02-20T16:05:12.482Z"},
          {"deprecatedAt", dice.one_in(200) ? "2026-01-05T10:00:00.000Z" : "0001-01-01T00:00:00.000Z"}};
}

void add_plans(const Scale& scale, Dice& dice, Workspace& workspace) {
  for (std::size_t plan = 0; plan < scale.plans; ++plan) {
    workspace.load("tracking_plan", "",
                   Json{{"id", plan_id(plan)},
                        {"name", "Plan " + std::to_string(plan)},
                        {"slug", "plan-" + std::to_string(plan)},
                        {"type", "LIVE"},
                        {"createdAt", "2025-11-03T08:00:00.000Z"},
                        {"updatedAt", "2026-02-20T16:05:12.482Z"}}
                       .dump());
    for (std::size_t number = 0; number < scale.rules; ++number) {
      workspace.load("tracking_plan_rule", plan_id(plan), rule(number, dice).dump());
    }
  }
  if (scale.plans == 0) return;
  for (std::size_t i = 3; i < scale.sources; ++i) {
    if (dice.one_in(50)) continue;
    workspace.load("tracking_plan_source", plan_id(i % scale.plans), Json{{"sourceId", source_id(i)}}.dump());
  }
}

void add_labels(Workspace& workspace) {
  for (const std::string_view environment : kEnvironments) {
    workspace.load("label", "", Json{{"key", "environment"}, {"value", environment}}.dump());
  }
  workspace.load("label", "", Json{{"key", "data"}, {"value", "personal"}}.dump());
}

void add_history(const Scale& scale, TimePoint now, Dice& dice, Workspace& workspace) {
  for (std::size_t i = 0; i < 500 && scale.sources > 0; ++i) {
    AuditEvent event;
    event.timestamp = now - std::chrono::minutes{13 * (500 - i)};
    event.visible_from = event.timestamp;
    event.type = "Source Modified";
    event.actor = "user/" + user_id(dice.below(20));
    event.resource_id = source_id(dice.below(scale.sources));
    event.resource_type = "source";
    event.resource_name = event.resource_id;
    workspace.audit_trail().append(std::move(event));
  }
}

}  // namespace

void generate_workspace(const Scale& scale, std::uint64_t seed, TimePoint now, Workspace& workspace) {
  Dice dice(seed);
  workspace.load("workspace", "",
                 Json{{"id", kGeneratedWorkspace}, {"slug", "generated"}, {"name", "Generated"}}.dump());
  for (std::size_t i = 0; i < 4; ++i) {
    workspace.load("source_metadata", "", generated_source_metadata(numbered("5e2b8d7f4c6a90b3d1", i), i));
  }
  for (std::size_t i = 0; i < scale.meta_ids; ++i) {
    const std::size_t bytes = 10'000 + dice.below(40'000);
    workspace.load("destination_metadata", "", generated_destination_metadata(meta_id(i), i, bytes));
  }
  add_labels(workspace);
  add_sources(scale, dice, workspace);
  add_settings(scale, dice, workspace);
  add_destinations(scale, dice, workspace);
  add_plans(scale, dice, workspace);
  generate_warehouses(scale, workspace);
  generate_transformations(scale, dice, workspace);
  generate_functions(scale, dice, workspace);
  generate_people(scale.users, dice, workspace);
  add_history(scale, now, dice, workspace);
}

}  // namespace segaudit::simulator
