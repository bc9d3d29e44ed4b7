#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::proof {

using storage::CollectionKey;
using storage::Time;

inline constexpr Time kForever = Time::max();

struct ResourceKey {
  std::string kind;
  std::string id;  // as the agent names it
  auto operator<=>(const ResourceKey&) const = default;
};

// A resource as it was for a while.
struct Version {
  Time from{};
  Time to = kForever;  // it was not like this any more from then on
  std::string raw;     // JSON as the API gives it
  // What the policies of the proof ask about it, so that their truth needs no look into the JSON:
  bool on = false;    // enabled; of settings: a target is set
  std::string about;  // source of a destination, or of an edge
  std::string parent = {};
};

// All that a resource ever was, in order of time; between two versions it may not have existed.
struct History {
  std::vector<Version> versions;

  bool exists() const { return !versions.empty() && versions.back().to == kForever; }
  const Version& now() const { return versions.back(); }
  const std::string& parent() const { return now().parent; }
  // Versions that were there at some time in [since, until]; pointers are valid until the world changes.
  std::vector<const Version*> in(Time since, Time until) const;
  // Whether there was a time in [since, until] when the resource was not under this parent.
  bool was_absent(const std::string& parent, Time since, Time until) const;
};

struct Event {
  std::string id;
  Time at{};
  Time visible{};  // from then on the trail shows it
  std::string type, resource_type, resource_id;
};

// A workspace as it really is and was: the truth that the agent is held against. Knows nothing of the agent.
class World {
 public:
  // The resource is like this from now on.
  void put(const ResourceKey& key, const std::string& parent, Version version, Time now);
  // The resource is again as it was before its last change; false: it did not change yet.
  bool put_back(const ResourceKey& key, Time now);
  void remove(const ResourceKey& key, Time now);
  void tell(Event event) { events_.push_back(std::move(event)); }
  // Forgets what was before, to keep long runs small. What exists stays.
  void forget_before(Time time);

  bool exists(const ResourceKey& key) const;
  const History& history(const ResourceKey& key) const;  // empty for what never was
  // Ids that the collection holds, in the order in which lists give them.
  const std::set<std::string>& ids(const CollectionKey& collection) const;
  // Ids of a kind, whatever it is under; also of what is gone.
  const std::map<std::string, History>& all(const std::string& kind) const;
  std::size_t count(const std::string& kind) const;
  // Collections of these kinds that there are, empty ones too.
  std::vector<CollectionKey> collections() const;
  const std::vector<Event>& events() const { return events_; }
  // How often something came to or left the collection.
  std::size_t comings_and_goings(const CollectionKey& collection) const;
  std::size_t changes() const { return changes_; }

 private:
  std::map<std::string, std::map<std::string, History>> resources_;
  std::map<CollectionKey, std::set<std::string>> listed_;
  std::map<CollectionKey, std::size_t> moves_;
  std::vector<Event> events_;
  std::size_t changes_ = 0;
};

// Kinds that the world is made of, with the kind each is under.
struct WorldKind {
  std::string kind, parent;
};
const std::vector<WorldKind>& world_kinds();
bool is_world_kind(const std::string& kind);

}  // namespace segaudit::proof
