#include "tests/simulator/generate_catalogue.h"

#include <nlohmann/json.hpp>

#include "tests/simulator/generate_names.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::ordered_json;

Json logos(const std::string& slug) {
  const std::string base = "https://catalogue.example/logos/" + slug;
  return {{"default", base + "/default.svg"}, {"mark", base + "/mark.svg"}, {"alt", nullptr}};
}

Json option(std::size_t number) {
  const std::string name = "option" + std::to_string(number);
  return {{"name", name},
          {"type", number % 2 == 0 ? "string" : "boolean"},
          {"required", false},
          {"label", "Option " + std::to_string(number)},
          {"description", "Changes how the destination treats events of the kind " + std::to_string(number) + "."},
          {"defaultValue", number % 2 == 0 ? Json("") : Json(false)}};
}

Json options() {
  return {{{"name", "apiKey"},
           {"type", "string"},
           {"required", true},
           {"label", "API key"},
           {"description", "The key under which events are accepted."}},
          {{"name", "sampleRate"},
           {"type", "number"},
           {"required", false},
           {"label", "Sample rate"},
           {"description", "Share of the events that is sent, in percent."},
           {"defaultValue", 100}}};
}

Json field(const std::string& id, std::size_t order) {
  const std::string key = "field_" + std::to_string(order);
  return {{"id", id + "_" + key},
          {"sortOrder", order},
          {"fieldKey", key},
          {"label", "Field " + std::to_string(order)},
          {"type", order % 3 == 0 ? "OBJECT" : "STRING"},
          {"description", "The value that the destination shows in its column number " + std::to_string(order) + "."},
          {"placeholder", ""},
          {"defaultValue", {{"@path", "$.properties." + key}}},
          {"required", order == 0},
          {"multiple", false},
          {"choices", nullptr},
          {"dynamic", false},
          {"allowNull", true},
          {"hidden", false}};
}

Json action(const std::string& meta_id, std::size_t number) {
  const std::string id = meta_id + "_action" + std::to_string(number);
  Json fields = Json::array();
  for (std::size_t i = 0; i < 9; ++i) fields.push_back(field(id, i));
  return {{"id", id},
          {"slug", "action" + std::to_string(number)},
          {"name", "Action " + std::to_string(number)},
          {"description", "Sends one kind of event to the destination."},
          {"platform", number % 4 == 3 ? "WEB" : "CLOUD"},
          {"hidden", false},
          {"defaultTrigger", number == 0 ? Json("type = \"track\"") : Json(nullptr)},
          {"fields", fields}};
}

Json support(Json&& document) {
  document["components"] =
      Json::array({Json{{"type", "SERVER"}, {"code", "https://catalogue.example/code"}, {"owner", "PARTNER"}}});
  document["supportedFeatures"] = {{"cloudModeInstances", "MULTIPLE"}, {"deviceModeInstances", "0"}, {"replay", true}};
  document["supportedMethods"] = {
      {"pageview", true}, {"identify", true}, {"alias", false}, {"track", true}, {"group", true}};
  document["supportedPlatforms"] = {{"browser", true}, {"server", true}, {"mobile", true}, {"warehouse", false}};
  document["contacts"] =
      Json::array({Json{{"name", "Support"}, {"email", "support@vendor.example"}, {"isPrimary", true}}});
  document["partnerOwned"] = true;
  document["supportedRegions"] = {"us-west-2", "eu-west-1"};
  return std::move(document);
}

}  // namespace

std::string generated_source_metadata(const std::string& id, std::size_t number) {
  const std::string slug = "generated-source-" + std::to_string(number);
  return Json{{"id", id},
              {"name", "Generated Source " + std::to_string(number)},
              {"slug", slug},
              {"description", "A source type of a generated workspace."},
              {"logos", logos(slug)},
              {"options", options()},
              {"categories", {"Server"}},
              {"isCloudEventSource", false},
              {"status", "PUBLIC"}}
      .dump();
}

std::string generated_destination_metadata(const std::string& id, std::size_t number, std::size_t bytes) {
  const std::string slug = "generated-destination-" + std::to_string(number);
  Json document{{"id", id},
                {"name", "Generated Destination " + std::to_string(number)},
                {"slug", slug},
                {"description", "A destination type of a generated workspace."},
                {"logos", logos(slug)},
                {"options", options()},
                {"status", "PUBLIC"},
                {"previousNames", Json::array()},
                {"categories", {"Analytics"}},
                {"website", "https://vendor.example"},
                {"actions", Json::array()},
                {"presets", Json::array()}};
  document = support(std::move(document));
  if (number % 10 == 9) document["supportedRegions"] = {"us-west-2"};
  if (number % 20 == 19) document["status"] = "DEPRECATED";
  std::size_t size = document.dump().size();
  for (std::size_t i = 0; size < bytes; ++i) {
    Json part = has_actions(number) ? action(id, i) : option(i);
    size += part.dump().size() + 1;
    document[has_actions(number) ? "actions" : "options"].push_back(std::move(part));
  }
  if (!has_actions(number)) return document.dump();
  document["presets"].push_back({{"actionId", id + "_action0"},
                                 {"name", "Everything"},
                                 {"fields", {{"field_0", {{"@path", "$.event"}}}}},
                                 {"trigger", "type = \"track\""}});
  return document.dump();
}

}  // namespace segaudit::simulator
