// The audit trail of the simulated workspace: events that appear at a time of their own, which is later than the
// event's timestamp when the trail is late. Every function may be called from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulator/times.h"

namespace segaudit::simulator {

struct AuditEvent {
  // Left empty, the trail gives the event an id of the form events/145900001.
  std::string id;
  TimePoint timestamp{};
  std::string type;
  std::string actor;
  // Only users have one.
  std::string actor_email;
  std::string resource_id;
  std::string resource_type;
  std::string resource_name;
  // When listings start to show it.
  TimePoint visible_from{};
};

struct AuditQuery {
  std::optional<TimePoint> start;  // inclusive
  std::optional<TimePoint> end;    // exclusive
  std::string resource_id;         // empty: any
  std::string resource_type;       // empty: any, otherwise compared without case
  // Continue after this position, as a previous page named it.
  std::string page_token;
  std::size_t count = 200;
};

struct AuditPage {
  std::vector<AuditEvent> events;
  // Empty on the last page.
  std::string next_page_token;
};

class AuditTrail {
 public:
  void append(AuditEvent event);
  // Takes over the events of another one. Numbers go on: an id is never given to two events.
  void replace_by(const AuditTrail& other);

  // Newest first. Events older than 90 days are not kept by the API and never shown.
  AuditPage page(const AuditQuery& query, TimePoint now) const;

 private:
  mutable std::mutex mutex_;
  std::vector<AuditEvent> events_;
  long next_number_ = 145900001;
};

}  // namespace segaudit::simulator
