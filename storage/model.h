#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/time.h"

namespace segaudit::storage {

// Position in the log. 0: before the first row.
using Seq = std::int64_t;

// SQLite, the disk or the database's key failed, or the log does not hold together. what() names the file, the value
// and the remedy. Nothing of the failed call is stored.
class StorageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What is read in one go: a whole kind, or a kind under one parent.
struct CollectionKey {
  std::string kind;
  std::string parent;  // empty: a root list
  auto operator<=>(const CollectionKey&) const = default;
};

struct Item {
  std::string id;                   // unique within its kind
  std::optional<std::string> body;  // redacted JSON object; absent: the same bytes as at the last look
};

enum class Look {
  whole,   // everything that the collection holds
  part,    // some of it; what is not named stays as it is
  events,  // things that happened: new ids are appended, nothing is ever modified or gone
};

enum class GoneAs { deleted, vanished };  // with an audit event that says so; without one (may be a lost permission)

struct Gone {
  std::string id;
  GoneAs as = GoneAs::vanished;
  std::optional<Time> last_seen = {};  // end of the last look that had it; nothing: of the last complete one
};

// What one complete look returned. Whether a resource that is missing from it is gone is decided by whoever looked
// (confirmed by a second look); the store never infers it.
struct Observation {
  CollectionKey collection;
  Look look = Look::whole;
  std::vector<Item> items;
  std::vector<Gone> gone;
  bool unchanged = false;  // a whole look that found everything that is stored as it is stored: no items are listed
};

// A look that failed.
struct Miss {
  CollectionKey collection;
  std::string reason;         // unreachable, timeout, rate_limited, not_permitted, malformed, too_large, ...
  std::string detail;         // one line for people
  bool opens_gap = false;     // the data is too old by now: what depends on it is unknown
  bool not_available = false; // by plan or permission: a state, not a gap
};

// A collection whose parent is gone, and what it held with it.
struct Retired {
  CollectionKey collection;
  GoneAs as = GoneAs::vanished;
};

// What one step learnt: recorded in one transaction, or not at all.
struct Batch {
  std::vector<Observation> observations;
  std::vector<Miss> misses;
  std::vector<Retired> retired;
};

// So long a change waits for an audit event that tells of it; then it is called unattributed.
inline constexpr std::chrono::minutes kAttributionGrace{15};

enum class ChangeType { created, modified, deleted, vanished };

std::string to_string(ChangeType type);
ChangeType change_type_named(const std::string& name);  // throws std::out_of_range

struct Change {
  Seq seq = 0;
  ChangeType type = ChangeType::created;
  std::string kind;
  std::string id;
  std::string parent;
  bool operator==(const Change&) const = default;
};

enum class CollectionState { complete, gap, not_available };

std::string to_string(CollectionState state);

struct Collection {
  CollectionKey key;
  CollectionState state = CollectionState::complete;
  std::string reason;                       // of a gap
  std::string detail;
  std::optional<Time> last_complete;        // end of the last complete look
  std::optional<Time> last_attempt;
};

enum class ViolationState { pending, open, waived, resolved };

std::string to_string(ViolationState state);
ViolationState violation_state_named(const std::string& name);  // throws std::out_of_range

// A finding with a history. Identity: policy, resource kind, resource id.
struct Violation {
  std::string policy;
  std::string resource_kind;
  std::string resource_id;
  std::string resource_name;
  std::string severity;
  ViolationState state = ViolationState::open;
  Time first_seen{};                 // of this life: a resolved violation that comes back starts anew
  Time state_since{};
  std::string message;
  std::string evidence = "[]";       // JSON array, one object per finding
  std::string actor;                 // who caused it, where the audit trail says so
  std::string waiver;                // of a waived one, or one that ended so: which waiver, in words
  Seq cause = 0;                     // the change that opened it, where one is known; 0: none
  std::string actor_name;            // for people: name and e-mail of an actor who is a user; read, never stored
  bool operator==(const Violation&) const = default;
};

// A step in a violation's life; `violation` is what it is afterwards.
struct Transition {
  std::optional<ViolationState> from;  // nothing: it is new
  Violation violation;
  bool operator==(const Transition&) const = default;
};

// Why something cannot be judged. An empty parent: the whole kind.
struct Blindness {
  std::string kind;
  std::string parent;
  std::string parent_kind;  // kind that `parent` is a resource of
  std::string reason;       // reason of the gap, not_available, or not_yet_observed
  bool operator==(const Blindness&) const = default;
};

}  // namespace segaudit::storage
