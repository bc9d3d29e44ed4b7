#include "tests/simulator/conformance_check/crawl.h"

#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <vector>

#include "tests/simulator/routes.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::json;

// What the crawl has learnt from lists.
struct Known {
  // Values for placeholders.
  std::map<std::string, std::set<std::string>, std::less<>> ids;
  // Paths below lists that were read, by the list's endpoint: its items by id.
  std::map<std::string, std::set<std::string>, std::less<>> items;
  // The source of each destination.
  std::map<std::string, std::string> source_of;
};

// Small, so that the fixture has several pages.
constexpr int kCount = 5;

// Where the ids for a placeholder come from: the items of a list, and the pointer to the id in each.
struct IdOrigin {
  std::string_view placeholder;
  std::string_view operation;
  std::string_view pointer;
};

constexpr std::array kOrigins{
    IdOrigin{"{sourceId}", "listSources", "/id"},
    IdOrigin{"{destinationId}", "listDestinations", "/id"},
    IdOrigin{"{destinationMetadataId}", "listDestinations", "/metadata/id"},
    IdOrigin{"{trackingPlanId}", "listTrackingPlans", "/id"},
    IdOrigin{"{transformationId}", "listTransformations", "/id"},
    IdOrigin{"{functionId}", "listFunctions", "/id"},
    IdOrigin{"{warehouseId}", "listWarehouses", "/id"},
    IdOrigin{"{userId}", "listUsers", "/id"},
    IdOrigin{"{userGroupId}", "listUserGroups", "/id"},
};

std::string encoded(const std::string& text) {
  std::string result;
  Poco::URI::encode(text, "/?#&=+;:@", result);
  return result;
}

Json fetch_json(const Fetch& fetch, const std::string& token, const std::string& target, int expected) {
  const Answer answer = fetch(target, token);
  if (answer.status != expected) {
    throw std::runtime_error(target + ": status " + std::to_string(answer.status) + ": " + answer.body.substr(0, 300));
  }
  if (answer.content_type.find("json") == std::string::npos) {
    throw std::runtime_error(target + ": content type " + answer.content_type);
  }
  try {
    return Json::parse(answer.body);
  } catch (const Json::exception& error) {
    throw std::runtime_error(target + ": " + error.what());
  }
}

void learn(const Route& route, const std::string& path, const Json& body, Known& known) {
  const Json items = body["data"][std::string(route.envelope)];
  for (const IdOrigin& origin : kOrigins) {
    if (origin.operation != route.operation) continue;
    const Json::json_pointer pointer{std::string(origin.pointer)};
    for (const Json& item : items)
      known.ids[std::string(origin.placeholder)].insert(item.at(pointer).get<std::string>());
  }
  for (const Json& item : items) {
    if (!item.is_object() || !item.contains("id")) continue;
    const std::string id = item["id"];
    known.items[std::string(route.path)].insert(path + "/" + encoded(id));
    if (route.operation == "listDestinations") known.source_of[id] = item.value("sourceId", "");
  }
}

// The paths of a route with every known id in place of its placeholders. A last placeholder below a list that has one
// itself stands for the items of that list.
std::vector<std::string> paths(const Route& route, const Known& known) {
  const std::string_view path = route.path;
  const auto open = path.find('{');
  if (open == std::string_view::npos) return {std::string(path)};
  if (path.rfind('{') != open) {
    const auto items = known.items.find(path.substr(0, path.rfind('/')));
    if (items == known.items.end()) throw std::runtime_error(std::string(path) + ": its list has no items");
    return {items->second.begin(), items->second.end()};
  }
  const auto close = path.find('}');
  const auto ids = known.ids.find(path.substr(open, close + 1 - open));
  if (ids == known.ids.end()) throw std::runtime_error(std::string(path) + ": no ids are known for its placeholder");
  std::vector<std::string> result;
  for (const std::string& id : ids->second) {
    result.push_back(std::string(path.substr(0, open)) + encoded(id) + std::string(path.substr(close + 1)));
  }
  return result;
}

// The queries, without "?", that together show everything at this path.
std::vector<std::string> queries(const Route& route, const std::string& path, const Known& known) {
  if (route.shape == Shape::kEcho) return {"message=hello"};
  if (route.shape == Shape::kDelivery) {
    const auto start = std::string("/destinations/").size();
    const std::string destination = path.substr(start, path.find('/', start) - start);
    const std::string source = "sourceId=" + encoded(known.source_of.at(destination));
    return {source, source + "&granularity=MINUTE"};
  }
  for (const RouteFilter& filter : route.filters) {
    if (std::ranges::count(route.required, filter.parameter) == 0) continue;
    std::vector<std::string> result;
    for (const std::string_view value : filter.values) {
      result.push_back(std::string(filter.parameter) + "=" + std::string(value));
    }
    return result;
  }
  return {""};
}

std::string next_cursor(const Json& body) {
  const auto next = body.value(Json::json_pointer("/data/pagination/next"), Json());
  return next.is_string() ? next.get<std::string>() : "";
}

void crawl_pages(const Fetch& fetch, const std::string& token, const Route& route, const std::string& path,
                 const std::string& query, const Inspect& inspect, Known& known) {
  std::set<std::string> seen;
  for (std::string cursor;;) {
    const std::string target = path + "?" + query + (query.empty() ? "" : "&") +
                               "pagination.count=" + std::to_string(kCount) +
                               (cursor.empty() ? "" : "&pagination.cursor=" + encoded(cursor));
    const Json body = fetch_json(fetch, token, target, 200);
    inspect(route.operation, target, body);
    learn(route, path, body, known);
    cursor = next_cursor(body);
    if (cursor.empty()) return;
    if (!seen.insert(cursor).second) throw std::runtime_error(target + ": the cursor repeats");
  }
}

void crawl_route(const Fetch& fetch, const std::string& token, const Route& route, const Inspect& inspect,
                 Known& known) {
  for (const std::string& path : paths(route, known)) {
    for (const std::string& query : queries(route, path, known)) {
      if (route.shape == Shape::kPages || route.shape == Shape::kAudit) {
        crawl_pages(fetch, token, route, path, query, inspect, known);
        continue;
      }
      const std::string target = path + (query.empty() ? "" : "?" + query);
      inspect(route.operation, target, fetch_json(fetch, token, target, 200));
    }
  }
}

long placeholders(const Route& route) { return std::ranges::count(route.path, '{'); }

}  // namespace

void crawl(const Fetch& fetch, const std::string& token, const Inspect& inspect) {
  Known known;
  // Lists first: they name the ids that the other routes need.
  for (const long count : {0, 1, 2}) {
    for (const Route& route : routes()) {
      if (placeholders(route) == count) crawl_route(fetch, token, route, inspect, known);
    }
  }
}

void crawl_errors(const Fetch& fetch, const std::string& token, const Inspect& inspect) {
  inspect("error", "/functions", fetch_json(fetch, token, "/functions?pagination.count=5", 422));
  inspect("error", "/sources", fetch_json(fetch, token, "/sources", 422));
  inspect("error", "/sources/nothing", fetch_json(fetch, token, "/sources/nothing", 404));
  inspect("error", "/ (wrong token)", fetch_json(fetch, token + "x", "/", 401));
}

}  // namespace segaudit::simulator
