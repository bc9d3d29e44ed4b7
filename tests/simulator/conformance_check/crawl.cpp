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
using Ids = std::map<std::string, std::set<std::string>, std::less<>>;

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

void collect_ids(const Route& route, const Json& body, Ids& ids) {
  for (const IdOrigin& origin : kOrigins) {
    if (origin.operation != route.operation) continue;
    for (const Json& item : body["data"][std::string(route.envelope)]) {
      ids[std::string(origin.placeholder)].insert(
          item.at(Json::json_pointer(std::string(origin.pointer))).get<std::string>());
    }
  }
}

// The paths of a route with every known id in place of its placeholder.
std::vector<std::string> paths(const Route& route, const Ids& ids) {
  const std::string_view path = route.path;
  const auto open = path.find('{');
  if (open == std::string_view::npos) return {std::string(path)};
  const auto close = path.find('}');
  const auto known = ids.find(path.substr(open, close + 1 - open));
  if (known == ids.end()) throw std::runtime_error(std::string(path) + ": no ids are known for its placeholder");
  std::vector<std::string> result;
  for (const std::string& id : known->second) {
    result.push_back(std::string(path.substr(0, open)) + encoded(id) + std::string(path.substr(close + 1)));
  }
  return result;
}

std::string next_cursor(const Json& body) {
  const auto next = body.value(Json::json_pointer("/data/pagination/next"), Json());
  return next.is_string() ? next.get<std::string>() : "";
}

void crawl_pages(const Fetch& fetch, const std::string& token, const Route& route, const std::string& path,
                 const Inspect& inspect, Ids& ids) {
  std::set<std::string> seen;
  for (std::string cursor;;) {
    const std::string target = path + "?pagination.count=" + std::to_string(kCount) +
                               (cursor.empty() ? "" : "&pagination.cursor=" + encoded(cursor));
    const Json body = fetch_json(fetch, token, target, 200);
    inspect(route.operation, target, body);
    collect_ids(route, body, ids);
    cursor = next_cursor(body);
    if (cursor.empty()) return;
    if (!seen.insert(cursor).second) throw std::runtime_error(target + ": the cursor repeats");
  }
}

void crawl_route(const Fetch& fetch, const std::string& token, const Route& route, const Inspect& inspect, Ids& ids) {
  for (const std::string& path : paths(route, ids)) {
    if (route.shape == Shape::kPages || route.shape == Shape::kAudit) {
      crawl_pages(fetch, token, route, path, inspect, ids);
      continue;
    }
    const std::string target = route.shape == Shape::kEcho ? path + "?message=hello" : path;
    inspect(route.operation, target, fetch_json(fetch, token, target, 200));
  }
}

bool has_placeholder(const Route& route) { return route.path.find('{') != std::string_view::npos; }

}  // namespace

void crawl(const Fetch& fetch, const std::string& token, const Inspect& inspect) {
  Ids ids;
  // Lists first: they name the ids that the other routes need.
  for (const bool with_placeholder : {false, true}) {
    for (const Route& route : routes()) {
      if (has_placeholder(route) == with_placeholder) crawl_route(fetch, token, route, inspect, ids);
    }
  }
}

void crawl_errors(const Fetch& fetch, const std::string& token, const Inspect& inspect) {
  inspect("error", "/sources", fetch_json(fetch, token, "/sources", 422));
  inspect("error", "/sources/nothing", fetch_json(fetch, token, "/sources/nothing", 404));
  inspect("error", "/ (wrong token)", fetch_json(fetch, token + "x", "/", 401));
}

}  // namespace segaudit::simulator
