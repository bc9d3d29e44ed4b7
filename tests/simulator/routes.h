// The endpoints: one row per GET. A row says everything about an endpoint that is not common to all of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::simulator {

// What the answer's `data` holds.
enum class Shape {
  kOne,       // one resource under `envelope`; without an id in the path, the only one of its kind
  kFlat,      // one resource, its fields directly in `data`
  kPages,     // a page of resources under `envelope`, with `pagination`
  kAll,       // all resources under `envelope`, not paginated
  kDelivery,  // the delivery-metrics summary of one destination and source
  kAudit,     // a page of audit events with a cursor that freezes the end time
  kEcho,      // the request itself
};

// The last page says so in one of two ways; both occur in the API.
enum class LastPage { kNoNext, kNullNext };

enum class Stability { kStable, kBeta, kAlpha };

// A query parameter that selects by a field of the resource.
struct RouteFilter {
  std::string_view parameter;
  std::string_view field;
  // The values there are; another one is refused. Empty: any.
  std::vector<std::string_view> values = {};
};

struct Route {
  std::string_view operation;
  std::string_view path;
  Shape shape = Shape::kOne;
  std::string_view envelope = {};
  std::string_view kind = {};
  // Most stable first.
  std::vector<Stability> stabilities = {Stability::kStable, Stability::kBeta, Stability::kAlpha};
  LastPage last_page = LastPage::kNoNext;
  bool total_entries = true;
  // Largest `pagination.count`, where the endpoint has a limit of its own.
  std::optional<std::size_t> max_count = std::nullopt;
  // Published requests per minute; applied only when the simulator is told so.
  std::optional<int> requests_per_minute = std::nullopt;
  std::vector<RouteFilter> filters = {};
  // Parameters without which the API refuses the request.
  std::vector<std::string_view> required = {};
  // A member beside the resource that names the parent of the edge of this kind: getSource's trackingPlanId.
  std::string_view edge_member = {};
  std::string_view edge_kind = {};
};

std::span<const Route> routes();

struct RouteMatch {
  const Route* route;
  // Values of the placeholders, in order.
  std::vector<std::string> ids;
};

// Nothing when no endpoint has this path.
std::optional<RouteMatch> match_route(const std::vector<std::string>& segments);

}  // namespace segaudit::simulator
