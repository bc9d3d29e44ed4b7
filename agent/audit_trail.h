#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agent/catalogue.h"
#include "agent/question.h"
#include "storage/store.h"

namespace segaudit::agent {

// The fields of an audit event that say what to look at again.
struct AuditEvent {
  std::string type;           // "Source Modified"
  std::string resource_type;  // "source"; often missing or of another vocabulary
  std::string resource_id;
};

// Reads the fields from an event's document; absent ones are empty.
AuditEvent audit_event_in(const std::string& body);

// Something that an event touched: one resource with all that is read under it, one collection, or (without parent and
// id) whatever the kind holds.
struct Touched {
  const Kind* kind = nullptr;
  std::string parent;
  std::string id;

  bool whole_kind() const { return parent.empty() && id.empty(); }
  auto operator<=>(const Touched&) const = default;
};

// What an event makes due. Its words, or else its resource type, name kinds loosely and in several vocabularies; longer
// words go first: "Destination Filter Created" is about filters. Beside them the id says what was touched. An event that
// names nothing we know makes nothing due: sweeps find what it meant.
std::vector<Touched> touched_by(const AuditEvent& event, const storage::Store& store);

// The query for events since the newest known one, with an overlap for late ones; the first time as far back as the
// trail goes.
Parameters events_since(std::optional<storage::Time> newest, storage::Time now);

}  // namespace segaudit::agent
