#include "agent/audit_trail.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kOverlap = 10min;
constexpr auto kRetention = std::chrono::hours(24 * 90);

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

std::string field(const nlohmann::json& event, const char* name) {
  const auto found = event.find(name);
  return found != event.end() && found->is_string() ? found->get<std::string>() : "";
}

bool names(const std::string& type, const std::string& resource_type, const Kind& kind) {
  for (const auto word : kind.event_words)
    if (resource_type == word || type.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

AuditEvent audit_event_in(const std::string& body) {
  const auto event = nlohmann::json::parse(body, nullptr, false);
  if (!event.is_object()) return {};
  return {field(event, "type"), field(event, "resourceType"), field(event, "resourceId")};
}

std::vector<Touched> touched_by(const AuditEvent& event, const storage::Store& store) {
  const std::string type = lower(event.type), resource_type = lower(event.resource_type);
  const bool creates = type.find("created") != std::string::npos;
  std::set<Touched> touched;
  for (const auto& kind : catalogue()) {
    if (kind.events || kind.path.empty()) continue;
    const bool named = names(type, resource_type, kind);
    // Resources of a child kind are reached through their parent.
    const bool known = kind.parent.empty() && !event.resource_id.empty() &&
                       store.is_known(std::string(kind.name), event.resource_id);
    if (!named && !known) continue;
    const bool by_id = !kind.get_path.empty() && (known || (creates && named && !event.resource_id.empty()));
    touched.insert({&kind, by_id ? event.resource_id : ""});
  }
  return {touched.begin(), touched.end()};
}

std::vector<std::pair<std::string, std::string>> events_since(std::optional<storage::Time> newest, storage::Time now) {
  const storage::Time oldest = now - kRetention;
  const storage::Time start = newest ? std::max(oldest, *newest - kOverlap) : oldest;
  return {{"startTime", storage::format_time(std::chrono::floor<std::chrono::seconds>(std::min(start, now)))},
          {"endTime", storage::format_time(std::chrono::ceil<std::chrono::seconds>(now))}};
}

}  // namespace segaudit::agent
