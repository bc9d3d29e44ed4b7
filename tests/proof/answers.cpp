#include "tests/proof/answers.h"

#include <algorithm>

namespace segaudit::proof {
namespace {

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

Answer one(std::string_view member, const std::string& raw, std::vector<std::string> ids) {
  return {json_response(200, R"({"data":{)" + quoted(member) + ":" + raw + "}}"), std::move(ids), true};
}

Answer not_there() { return {error_response(404, "not-found", "the resource was not found"), {}, true}; }

std::size_t offset_in(const std::string& cursor) {
  return cursor.size() < 2 ? 0 : std::size_t(std::stoul(cursor.substr(1)));
}

std::string event_json(const Event& event) {
  std::string json = R"({"id":)" + quoted(event.id) + R"(,"timestamp":)" + quoted(storage::format_time(event.at)) +
                     R"(,"type":)" + quoted(event.type) + R"(,"actor":"user/usr100","actorEmail":"a@acme.example")";
  json += R"(,"resourceId":)" + quoted(event.resource_id);
  if (!event.resource_type.empty()) json += R"(,"resourceType":)" + quoted(event.resource_type);
  return json + "}";
}

Answer page(const Route& route, const std::vector<std::string>& ids, const std::vector<std::string>& items,
            bool has_more, std::size_t next) {
  std::string body = R"({"data":{)" + quoted(route.kind->items) + ":[";
  for (std::size_t i = 0; i < items.size(); ++i) body += (i > 0 ? "," : "") + items[i];
  body += R"(],"pagination":{"current":)" + quoted(route.cursor);
  if (has_more) body += R"(,"next":"o)" + std::to_string(next) + '"';
  return {json_response(200, body + "}}}"), ids, !has_more};
}

Answer list(const World& world, const Route& route, const ListFlaw& flaw) {
  const auto& all = world.ids(route.collection());
  const std::size_t begin = offset_in(route.cursor);
  const std::size_t end = std::min(begin + route.count, all.size());
  std::vector<std::string> ids, items;
  std::size_t place = 0;
  for (const auto& id : all) {
    const bool again = flaw.repeats && begin > 0 && place + 1 == begin;
    const bool here = place >= begin && place < end;
    ++place;
    if ((!here && !again) || (flaw.lacks && flaw.lacks(id)) || (flaw.ends_after && place > *flaw.ends_after)) continue;
    ids.push_back(id);
    items.push_back(world.history({std::string(route.kind->name), id}).now().raw);
  }
  return page(route, ids, items, end < all.size() && (!flaw.ends_after || end < *flaw.ends_after), end);
}

Time parameter_time(const agent::Request& request, const char* name, Time otherwise) {
  for (const auto& [key, value] : request.query)
    if (key == name) return storage::parse_time(value).value_or(otherwise);
  return otherwise;
}

Answer trail(const World& world, const Route& route, const agent::Request& request, Time now) {
  const Time since = parameter_time(request, "startTime", {}), until = parameter_time(request, "endTime", kForever);
  std::vector<const Event*> shown;
  for (const auto& event : world.events())
    if (event.at >= since && event.at <= until && event.visible <= now) shown.push_back(&event);
  std::ranges::stable_sort(shown, std::greater{}, [](const Event* event) { return event->at; });
  const std::size_t begin = offset_in(route.cursor), end = std::min(begin + route.count, shown.size());
  std::vector<std::string> ids, items;
  for (std::size_t i = begin; i < end; ++i) {
    ids.push_back(shown[i]->id);
    items.push_back(event_json(*shown[i]));
  }
  return page(route, ids, items, end < shown.size(), end);
}

Answer single(const World& world, const Route& route) {
  const std::string kind(route.kind->name);
  if (kind == "workspace") return one("workspace", R"({"id":"ws1","slug":"acme","name":"Acme"})", {"ws1"});
  const std::string id = route.id.empty() ? route.parent : route.id;
  if (!world.exists({kind, id})) return not_there();
  const History& history = world.history({kind, id});
  if (!route.id.empty() && !route.kind->parent.empty() && history.parent() != route.parent) return not_there();
  return one(route.id.empty() ? route.kind->items : route.kind->get_item, raw_of(world, {kind, id}), {id});
}

}  // namespace

agent::Response json_response(int status, std::string body) {
  return {status, {{"content-type", "application/json"}}, std::move(body)};
}

agent::Response error_response(int status, const std::string& type, const std::string& message) {
  return json_response(status, R"({"errors":[{"type":)" + quoted(type) + R"(,"message":)" + quoted(message) + "}]}");
}

std::string raw_of(const World& world, const ResourceKey& key) {
  const std::string& raw = world.history(key).now().raw;
  if (key.kind != "user_permissions") return raw;
  const std::string& user = world.history({"user", key.id}).now().raw;
  return user.substr(0, user.size() - 1) + "," + raw.substr(1);
}

Answer answer(const World& world, const Route& route, const agent::Request& request, const ListFlaw& flaw, Time now) {
  if (route.kind->events) return trail(world, route, request, now);
  // Not part of this workspace's plan.
  if (!route.kind->day.start.empty()) return {error_response(403, "forbidden", "not part of the plan"), {}, true};
  if (route.id.empty() && !route.kind->parent.empty() && !world.exists({std::string(route.kind->parent), route.parent}))
    return not_there();
  const bool is_list = route.id.empty() && (route.pages() || route.kind->name == "label");
  return is_list ? list(world, route, flaw) : single(world, route);
}

}  // namespace segaudit::proof
