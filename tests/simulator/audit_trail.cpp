#include "tests/simulator/audit_trail.h"

#include <strings.h>

#include <algorithm>
#include <tuple>

namespace segaudit::simulator {

namespace {

constexpr std::chrono::days kRetention{90};

// The position of an event in the listing. It stays the same when other events arrive late, so that a paging run
// neither repeats nor skips because of them.
std::string position(const AuditEvent& event) {
  return std::to_string(event.timestamp.time_since_epoch().count()) + "|" + event.id;
}

bool newer(const AuditEvent& left, const AuditEvent& right) {
  return std::tie(left.timestamp, left.id) > std::tie(right.timestamp, right.id);
}

bool matches(const AuditEvent& event, const AuditQuery& query, TimePoint now) {
  if (event.visible_from > now || event.timestamp < now - kRetention) return false;
  if (query.start && event.timestamp < *query.start) return false;
  if (query.end && event.timestamp >= *query.end) return false;
  if (!query.resource_id.empty() && event.resource_id != query.resource_id) return false;
  return query.resource_type.empty() || strcasecmp(event.resource_type.c_str(), query.resource_type.c_str()) == 0;
}

// The event a token points at, as far as ordering needs it; nothing when the token is not one of ours.
std::optional<AuditEvent> read_position(const std::string& token) {
  const auto bar = token.find('|');
  if (bar == std::string::npos || bar == 0) return std::nullopt;
  AuditEvent event;
  try {
    event.timestamp = TimePoint{std::chrono::milliseconds{std::stoll(token.substr(0, bar))}};
  } catch (const std::exception&) {
    return std::nullopt;
  }
  event.id = token.substr(bar + 1);
  return event;
}

}  // namespace

void AuditTrail::append(AuditEvent event) {
  const std::scoped_lock lock(mutex_);
  if (event.id.empty()) event.id = "events/" + std::to_string(next_number_++);
  const auto place = std::lower_bound(events_.begin(), events_.end(), event, newer);
  events_.insert(place, std::move(event));
}

void AuditTrail::replace_by(const AuditTrail& other) {
  const std::scoped_lock lock(mutex_, other.mutex_);
  events_ = other.events_;
  next_number_ = std::max(next_number_, other.next_number_);
}

AuditPage AuditTrail::page(const AuditQuery& query, TimePoint now) const {
  const std::scoped_lock lock(mutex_);
  auto event = events_.begin();
  if (const auto last = read_position(query.page_token)) {
    event = std::upper_bound(events_.begin(), events_.end(), *last, newer);
  }
  AuditPage page;
  for (; event != events_.end(); ++event) {
    if (!matches(*event, query, now)) continue;
    if (page.events.size() == query.count) {
      page.next_page_token = position(page.events.back());
      break;
    }
    page.events.push_back(*event);
  }
  return page;
}

}  // namespace segaudit::simulator
