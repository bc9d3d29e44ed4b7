#include "tests/simulator/delivery.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <variant>

#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

using namespace std::chrono;

struct Granularity {
  std::string_view name;
  milliseconds longest;
  milliseconds oldest;
  milliseconds default_start;
};

constexpr std::array kGranularities{
    Granularity{"MINUTE", hours{4}, hours{48}, hours{1}},
    Granularity{"HOUR", days{7}, days{7}, days{7}},
    // The default start of the API lies outside its own window: such a question is refused.
    Granularity{"DAY", days{14}, days{14}, days{30}},
};

struct Window {
  TimePoint start{};
  TimePoint end{};
};

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 31;
  value *= 0x9e3779b97f4a7c15U;
  value ^= value >> 29;
  value *= 0xbf58476d1ce4e5b9U;
  return value ^ (value >> 32);
}

// FNV-1a: the same number on every machine, unlike std::hash.
std::uint64_t number_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t value = 0xcbf29ce484222325U ^ seed;
  for (const char letter : text) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  return mixed(value);
}

DeliveryCounts in_hour(std::uint64_t pair, std::uint64_t level, std::int64_t hour) {
  const std::uint64_t chance = mixed(pair ^ (static_cast<std::uint64_t>(hour) * 0x2545f4914f6cdd1dU));
  const std::uint64_t events = level / 2 + chance % level;
  DeliveryCounts counts;
  counts.discarded = events * (pair % 7) / 1000 + chance % 3;
  counts.expired = events * (pair % 5) / 2000;
  counts.after_retry = events * (pair % 11) / 400;
  counts.at_first_attempt = events - std::min(events, counts.discarded + counts.expired + counts.after_retry);
  return counts;
}

// The part of an hour's counts that falls into [from, to), in minutes of the hour.
DeliveryCounts part_of(const DeliveryCounts& hour, std::uint64_t from, std::uint64_t to) {
  const auto part = [&](std::uint64_t count) { return count * to / 60 - count * from / 60; };
  return {part(hour.at_first_attempt), part(hour.after_retry), part(hour.expired), part(hour.discarded)};
}

void add(DeliveryCounts& sum, const DeliveryCounts& part) {
  sum.at_first_attempt += part.at_first_attempt;
  sum.after_retry += part.after_retry;
  sum.expired += part.expired;
  sum.discarded += part.discarded;
}

std::variant<Window, Reply> read_window(const Target& target, TimePoint now) {
  const std::string name = target.parameter("granularity").value_or("MINUTE");
  const auto* const granularity = std::ranges::find(kGranularities, name, &Granularity::name);
  if (granularity == kGranularities.end()) {
    return invalid_parameter("granularity", "granularity must be MINUTE, HOUR or DAY");
  }
  Window window{now - granularity->default_start, now};
  for (const auto& [parameter, time] : {std::pair{"startTime", &window.start}, std::pair{"endTime", &window.end}}) {
    const auto text = target.parameter(parameter);
    if (!text) continue;
    const auto read = parse_iso_time(*text);
    if (!read) return invalid_parameter(parameter, "not an ISO 8601 time");
    *time = *read;
  }
  if (window.start >= window.end) return invalid_parameter("startTime", "startTime must be before endTime");
  if (window.end - window.start > granularity->longest) {
    return invalid_parameter("startTime", "the window is longer than this granularity allows");
  }
  // A minute more, for the time that a request takes.
  if (window.start < now - granularity->oldest - minutes{1}) {
    return invalid_parameter("startTime", "startTime is older than this granularity allows");
  }
  return window;
}

std::string metric(std::string_view name, std::uint64_t total) {
  return R"({"metricName":")" + std::string(name) + R"(","total":)" + std::to_string(total);
}

std::string metric(std::string_view name, std::uint64_t total, std::string_view part, std::uint64_t value,
                   std::string_view other_part, std::uint64_t other_value) {
  const std::string prefix = R"({"metricName":")" + std::string(name) + "_";
  return metric(name, total) + R"(,"breakdown":[)" + prefix + std::string(part) + R"(","value":)" +
         std::to_string(value) + "}," + prefix + std::string(other_part) + R"(","value":)" +
         std::to_string(other_value) + "}]}";
}

std::string metrics_of(const DeliveryCounts& counts, std::uint64_t pair) {
  const std::uint64_t successes = counts.at_first_attempt + counts.after_retry;
  const std::uint64_t attempts = successes + counts.discarded;
  const std::uint64_t slow = 40 + pair % 400;  // milliseconds
  const std::uint64_t average = successes > 0 ? slow : 0;
  const std::uint64_t first = attempts > 0 ? slow / 2 : 0;
  return "[" +
         metric("successes", successes, "on_first_attempt", counts.at_first_attempt, "after_retry",
                counts.after_retry) +
         "," + metric("expired", counts.expired) + "}," + metric("discarded", counts.discarded) + "}," +
         metric("retried", counts.after_retry + counts.expired) + "}," +
         metric("time_to_success", successes, "average", average, "p95", average * 3) + "," +
         metric("time_to_first_attempt", attempts, "average", first, "p95", first * 2) + "]";
}

}  // namespace

DeliveryCounts delivered(const std::string& source_id, const std::string& metadata_id, TimePoint start, TimePoint end) {
  const std::uint64_t pair = number_of(metadata_id, number_of(source_id, 0));
  const std::uint64_t level = 20 + number_of(source_id, 1) % 400;
  DeliveryCounts sum;
  auto at = floor<minutes>(start);
  const auto stop = floor<minutes>(end);
  while (at < stop) {
    const auto hour = floor<hours>(at);
    const auto until = std::min(stop, time_point_cast<minutes>(hour + hours{1}));
    add(sum,
        part_of(in_hour(pair, level, hour.time_since_epoch().count()), static_cast<std::uint64_t>((at - hour).count()),
                static_cast<std::uint64_t>((until - hour).count())));
    at = until;
  }
  return sum;
}

Reply delivery_summary(const Workspace& workspace, const RouteMatch& match, const Target& target) {
  const std::string& destination_id = match.ids.front();
  const std::string source_id = target.parameter("sourceId").value_or("");
  const TimePoint now = workspace.now();
  const auto window = read_window(target, now);
  if (const auto* refused = std::get_if<Reply>(&window)) return *refused;
  const auto metadata_id = workspace.metadata_id({"destination", "", destination_id});
  if (!metadata_id) return not_found("no such destination");
  if (!workspace.document({"source", "", source_id})) return not_found("no such source");

  DeliveryCounts counts;
  if (workspace.receives(source_id, *metadata_id)) {
    const auto& [start, end] = std::get<Window>(window);
    counts = delivered(source_id, *metadata_id, start, std::min(end, now));
  }
  std::string summary = R"({"sourceId":)" + json_string(source_id) + R"(,"destinationMetadataId":)" +
                        json_string(*metadata_id) + R"(,"metrics":)" +
                        metrics_of(counts, number_of(*metadata_id, number_of(source_id, 0))) + "}";
  if (const auto planted = workspace.document({"delivery_summary", "", destination_id})) {
    summary = merged(merged(summary, *planted), R"({"destinationId":null})");
  }
  Reply reply;
  reply.body = R"({"data":{")" + std::string(match.route->envelope) + R"(":)" + summary + "}}";
  return reply;
}

}  // namespace segaudit::simulator
