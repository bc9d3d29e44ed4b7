#include "agent/rate_limit.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "agent/http_date.h"

namespace segaudit::agent {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestWindowUnproven = std::chrono::minutes(2);

std::optional<std::string> header(const Response& response, const char* name) {
  const auto found = response.headers.find(name);
  if (found == response.headers.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int64_t> number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 0) return std::nullopt;
  return value;
}

std::optional<storage::Time> date(const std::optional<std::string>& text) {
  return text ? parse_http_date(*text) : std::nullopt;
}

milliseconds capped(double wait_ms) {
  const auto longest = static_cast<double>(milliseconds(kLongestRateWait).count());
  return milliseconds(static_cast<std::int64_t>(std::min(wait_ms, longest)));
}

// A date in the past says nothing about how long to wait. The dates have whole seconds: "now" means within a second.
std::optional<milliseconds> wait_until(std::optional<storage::Time> then, storage::Time server_now) {
  if (!then || *then < server_now) return std::nullopt;
  const auto wait = std::max<milliseconds>(*then - server_now, std::chrono::seconds(1));
  return capped(static_cast<double>(wait.count()));
}

// How long the window lasts. Without the server's own date, what is far off tells of a wrong clock.
std::optional<milliseconds> window_left(const Response& response, storage::Time server_now) {
  const auto left = wait_until(date(header(response, "x-ratelimit-reset")), server_now);
  const bool far_off = left && *left > kLongestWindowUnproven;
  return far_off && !date(header(response, "date")) ? std::nullopt : left;
}

std::optional<milliseconds> retry_after_header(const Response& response, storage::Time server_now) {
  const auto text = header(response, "retry-after");
  if (const auto seconds = number(text)) return capped(static_cast<double>(*seconds) * 1000.0);
  return wait_until(date(text), server_now);
}

std::optional<double> non_negative(simdjson::dom::element object, const char* name) {
  double value = 0;
  if (object[name].get(value) != simdjson::SUCCESS || !(value >= 0)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> points(simdjson::dom::element object, const char* name) {
  const auto value = non_negative(object, name);
  if (!value || *value > 1e15) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

void read_rejection(const Response& response, RateAnswer& answer) {
  constexpr std::size_t kLongestBody = 64 * 1024;  // a longer one is not the API's, and costs memory to parse
  if (response.body.size() > kLongestBody) return;
  simdjson::dom::parser parser;
  simdjson::dom::element details;
  const auto body = parser.parse(response.body);
  if (body["errors"].at(0)["data"].get(details) != simdjson::SUCCESS) return;
  if (const auto wait = non_negative(details, "msBeforeNext")) answer.retry_after = capped(*wait);
  answer.remaining = points(details, "remainingPoints");
  answer.consumed = points(details, "consumedPoints");
}

}  // namespace

RateAnswer read_rate_answer(const Response& response, storage::Time now) {
  const storage::Time server_now = date(header(response, "date")).value_or(now);
  RateAnswer answer;
  answer.rejected = response.status == 429;
  if (answer.rejected) read_rejection(response, answer);
  if (!answer.remaining) answer.remaining = number(header(response, "x-ratelimit-remaining"));
  if (!answer.consumed) answer.consumed = number(header(response, "x-ratelimit-consumed"));
  answer.window_left = window_left(response, server_now);
  const bool may_name_a_time = answer.rejected || response.status == 503;
  if (may_name_a_time && !answer.retry_after) answer.retry_after = retry_after_header(response, server_now);
  if (answer.rejected && !answer.retry_after) answer.retry_after = answer.window_left;
  return answer;
}

}  // namespace segaudit::agent
