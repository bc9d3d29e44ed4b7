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

// Where a word of a kind stands in an event's type.
struct Place {
  std::size_t begin, end;
  const Kind* kind;

  bool within(const Place& other) const {
    return begin >= other.begin && end <= other.end && end - begin < other.end - other.begin;
  }
};

std::vector<Place> places_in(const std::string& type) {
  std::vector<Place> places;
  for (const auto& kind : catalogue())
    for (const auto word : kind.event_words)
      for (auto at = type.find(word); at != std::string::npos; at = type.find(word, at + 1))
        places.push_back({at, at + word.size(), &kind});
  return places;
}

// Kinds that the event names. A word inside a longer one does not count, and what the type says goes before the resource
// type, which is coarser.
std::set<const Kind*> kinds_named_by(const std::string& type, const std::string& resource_type) {
  std::set<const Kind*> named;
  const auto places = places_in(type);
  for (const auto& place : places)
    if (std::none_of(places.begin(), places.end(), [&](const Place& other) { return place.within(other); }))
      named.insert(place.kind);
  if (!named.empty()) return named;
  for (const auto& kind : catalogue())
    if (std::find(kind.event_words.begin(), kind.event_words.end(), resource_type) != kind.event_words.end())
      named.insert(&kind);
  return named;
}

// The id as the kind's own resources have it, where the event gives it in another notation: behind a path
// ("sources/abc"), or with or without the prefix that some endpoints take off ("sfnc_abc"). Unknown ids stay as they are.
std::string in_own_notation(const Kind& kind, const std::string& id, const storage::Store& store) {
  const std::string name(kind.name);
  const auto tail = [&](char separator) { return id.substr(id.rfind(separator) + 1); };
  for (const auto& form : {id, tail('/'), tail('_')})
    if (!form.empty() && store.is_known(name, form)) return form;
  const auto longer = store.ids_ending_in(name, tail('/'));
  return longer.size() == 1 ? longer.front() : id;
}

std::optional<Touched> touched_root(const Kind& kind, bool named, bool creates, const std::string& id,
                                    const storage::Store& store) {
  const auto known_under = store.parent_of(std::string(kind.name), id);
  if (!named && !known_under) return std::nullopt;
  if (kind.get_path.empty()) return Touched{&kind, "", ""};
  if (known_under) return Touched{&kind, *known_under, id};
  // In which part of a list something new is, only the list says.
  const bool can_ask = creates && !id.empty() && kind.parts.values.empty();
  return Touched{&kind, "", can_ask ? id : ""};
}

// The id may be the parent's, or the resource's own.
std::optional<Touched> touched_child(const Kind& kind, bool named, const std::string& id, const storage::Store& store) {
  if (!kind.id_fields.empty())
    if (auto parent = store.parent_of(std::string(kind.name), id)) return Touched{&kind, std::move(*parent), ""};
  if (!named) return std::nullopt;
  return Touched{&kind, store.is_known(std::string(kind.parent), id) ? id : "", ""};
}

}  // namespace

AuditEvent audit_event_in(const std::string& body) {
  const auto event = nlohmann::json::parse(body, nullptr, false);
  if (!event.is_object()) return {};
  return {field(event, "type"), field(event, "resourceType"), field(event, "resourceId")};
}

std::vector<Touched> touched_by(const AuditEvent& event, const storage::Store& store) {
  const std::string type = lower(event.type);
  const auto named = kinds_named_by(type, lower(event.resource_type));
  const bool creates = type.find("created") != std::string::npos;
  std::set<Touched> touched;
  for (const auto& kind : catalogue()) {
    if (kind.events || kind.path.empty()) continue;
    const bool is_named = named.contains(&kind);
    const Kind& of_id = kind.parent.empty() ? kind : kind_named(kind.parent);
    const std::string id = is_named ? in_own_notation(of_id, event.resource_id, store) : event.resource_id;
    auto one = kind.parent.empty() ? touched_root(kind, is_named, creates, id, store)
                                   : touched_child(kind, is_named, id, store);
    if (one) touched.insert(std::move(*one));
  }
  return {touched.begin(), touched.end()};
}

Parameters events_since(std::optional<storage::Time> newest, storage::Time now) {
  const storage::Time oldest = now - kRetention;
  // An event from the future must not hide those of the present.
  const storage::Time start = newest ? std::max(oldest, std::min(*newest, now) - kOverlap) : oldest;
  return {{"startTime", storage::format_time(std::chrono::floor<std::chrono::seconds>(start))},
          {"endTime", storage::format_time(std::chrono::ceil<std::chrono::seconds>(now))}};
}

}  // namespace segaudit::agent
