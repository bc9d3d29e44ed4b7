#include "tests/simulator/audit_json.h"

#include <nlohmann/json.hpp>

#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::ordered_json;

std::string varied_time(TimePoint time) {
  std::string text = iso_time(time);
  const auto fraction = time.time_since_epoch().count() % 1000;
  if (fraction == 0) return text.substr(0, text.size() - 5) + "Z";
  return fraction % 2 == 0 ? text : text.substr(0, text.size() - 1) + "000Z";
}

TimePoint time_of(const Json& document, TimePoint now) {
  if (const auto ago = document.find("hoursAgo"); ago != document.end()) {
    // Whole seconds, as most of the history has.
    const auto seconds = static_cast<long>(ago->get<double>() * 3600);
    return std::chrono::floor<std::chrono::seconds>(now) - std::chrono::seconds{seconds};
  }
  if (!document.contains("timestamp")) return now;
  const auto time = parse_iso_time(document["timestamp"].get<std::string>());
  if (!time) throw BadJson("timestamp: not a time");
  return *time;
}

}  // namespace

std::string to_json(const AuditEvent& event) {
  Json document{{"id", event.id},
                {"timestamp", varied_time(event.timestamp)},
                {"type", event.type},
                {"actor", event.actor},
                {"resourceId", event.resource_id},
                {"resourceType", event.resource_type},
                {"resourceName", event.resource_name}};
  if (!event.actor_email.empty()) document["actorEmail"] = event.actor_email;
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

AuditEvent read_audit_event(std::string_view text, TimePoint now) {
  try {
    const Json document = Json::parse(text);
    AuditEvent event;
    event.id = document.value("id", "");
    event.timestamp = time_of(document, now);
    event.type = document.at("type").get<std::string>();
    event.actor = document.value("actor", "system");
    event.actor_email = document.value("actorEmail", "");
    event.resource_id = document.at("resourceId").get<std::string>();
    event.resource_type = document.at("resourceType").get<std::string>();
    event.resource_name = document.value("resourceName", event.resource_id);
    event.visible_from = now + std::chrono::milliseconds{static_cast<long>(document.value("late", 0.0) * 1000)};
    return event;
  } catch (const Json::exception& error) {
    throw BadJson(error.what());
  }
}

}  // namespace segaudit::simulator
