#include "agent/resources_json.h"

#include <nlohmann/json.hpp>

#include "agent/json_output.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

// What is stored is JSON already; what is not (it was cut) stays text.
Json parsed(const std::optional<std::string>& text) {
  if (!text) return {};
  Json value = Json::parse(*text, nullptr, false);
  return value.is_discarded() ? Json(*text) : value;
}

Json framed(const JsonFrame& frame) { return {{"workspace", frame.workspace}, {"log_position", frame.position}}; }

std::string written(const Json& json) {
  return without_control_characters(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

Json json_of(const storage::ListedResource& each) {
  return {{"kind", each.kind},
          {"id", each.id},
          {"parent_id", text_or_null(each.parent)},
          {"name", each.name},
          {"version_since", each.since}};
}

Json json_of(const storage::Violation& violation) {
  return {{"policy", violation.policy},
          {"severity", violation.severity},
          {"state", storage::to_string(violation.state)},
          {"first_seen", storage::format_time(violation.first_seen)},
          {"message", violation.message}};
}

Json json_of(const ResourceChange& change) {
  Json fields = Json::array();
  for (const auto& field : change.fields) {
    Json entry = {{"field", field.field}};
    if (field.old_value) entry["old"] = parsed(field.old_value);
    if (field.new_value) entry["new"] = parsed(field.new_value);
    fields.push_back(std::move(entry));
  }
  return {{"seq", change.seq}, {"at", change.at}, {"change", change.change}, {"fields", std::move(fields)}};
}

Json json_of(const ResourceLink& link) {
  return {{"says", link.says},
          {"kind", link.kind},
          {"id", link.id},
          {"name", text_or_null(link.name)},
          {"known", link.is_known}};
}

template <typename Items>
Json list_of(const Items& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

}  // namespace

std::string kinds_json(const JsonFrame& frame, const std::vector<KindSummary>& kinds) {
  Json json = framed(frame);
  json["kinds"] = Json::array();
  for (const auto& kind : kinds) {
    json["kinds"].push_back({{"kind", kind.kind},
                             {"resources", kind.resources},
                             {"collections", kind.collections},
                             {"oldest", text_or_null(kind.oldest)},
                             {"gaps", kind.gaps},
                             {"not_available", kind.not_available}});
  }
  return written(json);
}

std::string resources_json(const JsonFrame& frame, const std::string& kind, const storage::ListedResources& found,
                           std::int64_t page) {
  Json json = framed(frame);
  json["kind"] = kind;
  json["total"] = found.total;
  json["page"] = page;
  json["page_size"] = kListed;
  json["resources"] = list_of(found.resources);
  return written(json);
}

std::string resource_json(const JsonFrame& frame, const ResourceView& view) {
  Json json = framed(frame);
  json["kind"] = view.kind;
  json["id"] = view.id;
  json["parent_id"] = text_or_null(view.stored.parent);
  json["name"] = text_or_null(view.name);
  json["gone"] = view.stored.is_gone;
  json["version_since"] = storage::format_time(view.stored.since);
  json["body"] = parsed(view.stored.body);
  json["violations"] = list_of(view.violations);
  json["changes"] = list_of(view.changes);
  json["change_count"] = view.change_count;
  json["links"] = list_of(view.links);
  json["children"] = list_of(view.children.resources);
  json["collection"] = {{"state", text_or_null(view.collection.state)},
                        {"reason", text_or_null(view.collection.reason)},
                        {"detail", text_or_null(view.collection.detail)},
                        {"last_complete", text_or_null(view.collection.last_complete_at)}};
  return written(json);
}

}  // namespace segaudit::agent
