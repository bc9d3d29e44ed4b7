#include "tests/simulator/answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/simulator/audit_json.h"
#include "tests/simulator/delivery.h"
#include "tests/simulator/echo.h"
#include "tests/simulator/json_text.h"
#include "tests/simulator/pagination.h"

namespace segaudit::simulator {

namespace {

Reply data_reply(std::string_view members) {
  Reply reply;
  reply.body.reserve(members.size() + 12);
  reply.body = R"({"data":{)";
  reply.body += members;
  reply.body += "}}";
  return reply;
}

std::string joined(const std::vector<std::string>& items) {
  std::size_t size = 2;
  for (const std::string& item : items) size += item.size() + 1;
  std::string text;
  text.reserve(size);
  text = "[";
  for (const std::string& item : items) {
    if (text.size() > 1) text += ',';
    text += item;
  }
  text += ']';
  return text;
}

std::string member(std::string_view name, std::string_view json) {
  std::string text = json_string(name);
  text += ':';
  text += json;
  return text;
}

Reply one(const Workspace& workspace, const RouteMatch& match) {
  const Route& route = *match.route;
  ResourceKey key{std::string(route.kind), "", match.ids.empty() ? "" : match.ids.back()};
  if (match.ids.empty()) {
    const auto ids = workspace.ids(key.kind);
    key.id = ids.empty() ? "" : ids.front();
  } else if (!find_kind(route.kind)->parent.empty()) {
    key.parent = match.ids.front();
  }
  const auto resource = workspace.answer(key);
  if (!resource) return not_found("no such resource");
  if (route.shape == Shape::kFlat) return data_reply(std::string_view(*resource).substr(1, resource->size() - 2));
  std::string members = member(route.envelope, *resource);
  if (!route.edge_member.empty()) {
    const auto parent = workspace.parent_of(std::string(route.edge_kind), key.id);
    members += "," + member(route.edge_member, parent ? json_string(*parent) : "null");
  }
  return data_reply(members);
}

std::vector<FieldFilter> field_filters(const Route& route, const Target& target) {
  std::vector<FieldFilter> filters;
  for (const RouteFilter& filter : route.filters) {
    if (const auto value = target.parameter(filter.parameter)) filters.push_back({std::string(filter.field), *value});
  }
  return filters;
}

// The `pagination` object of the answer to a request with this cursor.
std::string pagination_of(const Route& route, const std::string& current, const std::string& next,
                          std::optional<std::size_t> total) {
  std::string text = R"({"current":)" + json_string(current);
  if (!next.empty()) {
    text += R"(,"next":)" + json_string(next);
  } else if (route.last_page == LastPage::kNullNext) {
    text += R"(,"next":null)";
  }
  if (total && route.total_entries) text += R"(,"totalEntries":)" + std::to_string(*total);
  return text + "}";
}

// Whether the parent in the path exists; a list below an unknown parent is a 404, not an empty list.
bool parent_exists(const Workspace& workspace, const Kind& kind, const std::string& parent) {
  return kind.parent.empty() || workspace.document({std::string(kind.parent), "", parent}).has_value();
}

Reply pages(const Workspace& workspace, const RouteMatch& match, const Target& target, const AnswerSettings& settings) {
  const Route& route = *match.route;
  const auto wanted = read_page_request(target, route.max_count.value_or(settings.page_limit));
  if (const auto* refused = std::get_if<Reply>(&wanted)) return *refused;
  const auto& [count, cursor] = std::get<PageRequest>(wanted);
  const auto offset = cursor.empty() ? std::optional<std::size_t>(0) : read_offset_cursor(cursor);
  if (!offset) return invalid_parameter("pagination.cursor", "not a cursor of this endpoint");
  const std::string parent = match.ids.empty() ? "" : match.ids.front();
  const Kind& kind = *find_kind(route.kind);
  if (!parent_exists(workspace, kind, parent)) return not_found("no such " + std::string(kind.parent));

  const long moved =
      cursor.empty() ? 0 : std::max(-static_cast<long>(*offset), static_cast<long>(settings.tweak.shift));
  const std::size_t start = static_cast<std::size_t>(static_cast<long>(*offset) + moved);
  const auto page = workspace.page(std::string(route.kind), parent, start, count, field_filters(route, target));
  const bool last = start + page.items.size() >= page.total;
  const std::string current = page.items.empty() ? "" : offset_cursor(*offset);
  std::string next = last ? "" : offset_cursor(*offset + count);
  if (settings.tweak.loop) next = offset_cursor(*offset);
  return data_reply(member(route.envelope, joined(page.items)) + "," +
                    member("pagination", pagination_of(route, current, next, page.total)));
}

Reply all(const Workspace& workspace, const RouteMatch& match) {
  const Route& route = *match.route;
  const std::string parent = match.ids.empty() ? "" : match.ids.front();
  const auto page = workspace.page(std::string(route.kind), parent, 0, static_cast<std::size_t>(-1) / 2);
  return data_reply(member(route.envelope, joined(page.items)));
}

// The cursor holds where to go on and the end time of the first request: a paging run does not see newer events.
std::string audit_cursor(const std::string& page_token, TimePoint end) {
  std::string text = R"({"pageToken":)" + json_string(page_token) + R"(,"endTime":)" + json_string(iso_time(end)) + "}";
  while (text.size() % 3 == 0) text += ' ';
  return base64(text);
}

bool read_audit_cursor(const std::string& cursor, AuditQuery& query) {
  const auto text = from_base64(cursor);
  if (!text) return false;
  const auto document = nlohmann::json::parse(*text, nullptr, false);
  if (!document.is_object() || !document.contains("pageToken") || !document.contains("endTime")) return false;
  if (!document["pageToken"].is_string() || !document["endTime"].is_string()) return false;
  query.page_token = document["pageToken"].get<std::string>();
  query.end = parse_iso_time(document["endTime"].get<std::string>());
  return query.end.has_value();
}

// Reads a time parameter; false when it is there but unreadable.
bool read_time(const Target& target, std::string_view name, std::optional<TimePoint>& time) {
  const auto text = target.parameter(name);
  if (!text) return true;
  time = parse_iso_time(*text);
  return time.has_value();
}

Reply audit_events(const Workspace& workspace, const RouteMatch& match, const Target& target,
                   const AnswerSettings& settings) {
  const auto wanted = read_page_request(target, settings.page_limit);
  if (const auto* refused = std::get_if<Reply>(&wanted)) return *refused;
  const auto& [count, cursor] = std::get<PageRequest>(wanted);
  AuditQuery query;
  query.count = count;
  query.resource_id = target.parameter("resourceId").value_or("");
  query.resource_type = target.parameter("resourceType").value_or("");
  if (!read_time(target, "startTime", query.start)) return invalid_parameter("startTime", "not an ISO 8601 time");
  if (!read_time(target, "endTime", query.end)) return invalid_parameter("endTime", "not an ISO 8601 time");
  if (!cursor.empty() && !read_audit_cursor(cursor, query)) {
    return invalid_parameter("pagination.cursor", "not a cursor of this endpoint");
  }
  const TimePoint now = workspace.now();
  // A millisecond on, because the end is exclusive and what happened just now belongs to the answer.
  if (!query.end) query.end = now + std::chrono::milliseconds{1};
  const AuditPage page = workspace.audit_trail().page(query, now);
  std::vector<std::string> items;
  for (const AuditEvent& event : page.events) items.push_back(to_json(event));
  std::string next = page.next_page_token.empty() ? "" : audit_cursor(page.next_page_token, *query.end);
  if (settings.tweak.loop) next = cursor.empty() ? audit_cursor("", *query.end) : cursor;
  const std::string current = items.empty() ? "" : audit_cursor(query.page_token, *query.end);
  return data_reply(member(match.route->envelope, joined(items)) + "," +
                    member("pagination", pagination_of(*match.route, current, next, std::nullopt)));
}

}  // namespace

Reply answer(const Workspace& workspace, const RouteMatch& match, const Target& target, const Request& request,
             const AnswerSettings& settings) {
  for (const std::string& id : match.ids) {
    if (id.size() > 255) return invalid_parameter("path", "a path parameter has 1 to 255 characters");
  }
  for (const std::string_view name : match.route->required) {
    if (!target.has(name)) return invalid_parameter(name, "this parameter is required");
  }
  for (const RouteFilter& filter : match.route->filters) {
    const auto value = target.parameter(filter.parameter);
    if (value && !filter.values.empty() && std::ranges::count(filter.values, *value) == 0) {
      return invalid_parameter(filter.parameter, "there is no such value");
    }
  }
  switch (match.route->shape) {
    case Shape::kOne:
    case Shape::kFlat:
      return one(workspace, match);
    case Shape::kPages:
      return pages(workspace, match, target, settings);
    case Shape::kAll:
      return all(workspace, match);
    case Shape::kDelivery:
      return delivery_summary(workspace, match, target);
    case Shape::kAudit:
      return audit_events(workspace, match, target, settings);
    case Shape::kEcho:
      return echo(target, request);
  }
  return not_found("no such endpoint");
}

}  // namespace segaudit::simulator
