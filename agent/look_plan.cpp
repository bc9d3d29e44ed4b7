#include "agent/look_plan.h"

#include <algorithm>

#include "agent/audit_trail.h"
#include "agent/collections_of.h"

namespace segaudit::agent {
namespace {

using storage::Time;

constexpr std::size_t kBurst = 20;  // so many resources of one kind are read as one list, and are no urgent matter
// An event that does not say under which of so many resources something happened waits for the sweep: reading under all
// of them would cost as much as one.
constexpr std::size_t kMostParents = 500;

std::string name_of(const Kind& kind) { return std::string(kind.name); }

bool is_swept(const Kind& kind) { return !kind.path.empty() && !kind.events && &kind != &catalogue().front(); }

// Nobody asks for one of a list in parts, or of a kind without a question by id.
bool can_ask_for_one(const Kind& kind) { return is_root(kind) && !kind.get_path.empty() && kind.parts.values.empty(); }

// When a collection was last asked, as far as that counts: what plan or permission withhold is seldom asked again.
std::optional<Time> last_seen(const storage::Collection& collection) {
  const bool withheld = collection.state == storage::CollectionState::not_available;
  return withheld ? std::max(collection.last_complete, collection.last_attempt) : collection.last_complete;
}

const Kind* kind_or_null(const std::string& name) {
  const auto found = std::ranges::find(catalogue(), name, &Kind::name);
  return found == catalogue().end() ? nullptr : &*found;
}

}  // namespace

std::size_t LookPlan::add(const Due& due, Lane lane) {
  return queue_.add(due, lane, store_.last_complete({name_of(*due.kind), due.parent})) ? 1 : 0;
}

LookPlan::Came LookPlan::make_due(Time now) {
  Came came;
  for (const auto& [due, lane] : agenda_.take_due(now)) came.planned += add(due, lane);
  if (agenda_.sweep_is_due(now)) came.swept = add_due_collections(now);
  return came;
}

std::size_t LookPlan::add_due_collections(Time now) {
  std::map<storage::CollectionKey, Time> seen;
  for (const auto& collection : store_.collections())
    if (const auto at = last_seen(collection)) seen.emplace(collection.key, *at);
  // What comes due within a little while is read with the rest.
  std::size_t added = 0;
  Time next = Time::max();
  for (const auto& kind : catalogue()) {
    if (!is_swept(kind)) continue;
    const auto together = agenda_.period(kind) / 20;
    for (const auto& parent : parents_of(kind, store_)) {
      const Due due{&kind, parent, ""};
      const auto known = seen.find({name_of(kind), parent});
      if (known != seen.end()) {
        const Time again = agenda_.due_again(kind, known->second);
        if (again > now + together) {
          next = std::min(next, again);
          continue;
        }
      }
      if (agenda_.waits(due)) continue;
      added += queue_.add(due, Lane::sweep, known == seen.end() ? std::nullopt : std::optional(known->second)) ? 1 : 0;
    }
  }
  agenda_.sweep_planned(now, next);
  return added;
}

void LookPlan::follow(const std::vector<std::string>& events, Time now) {
  std::map<const Kind*, std::set<Touched>> by_kind;
  for (const auto& body : events)
    for (const auto& touched : touched_by(audit_event_in(body), store_)) by_kind[touched.kind].insert(touched);
  for (const auto& [kind, all] : by_kind) {
    const bool whole = std::ranges::any_of(all, &Touched::whole_kind);
    const Lane lane = all.size() > kBurst ? Lane::sweep : Lane::urgent;
    if (whole || (is_root(*kind) && all.size() > kBurst)) touch_collections(*kind, now);
    else for (const auto& one : all) agenda_.touch({kind, one.parent, one.id}, lane, now);
    for (const auto& one : all)
      if (!one.id.empty()) touch_children(*kind, one.id, lane, now);
  }
}

void LookPlan::touch_collections(const Kind& kind, Time now) {
  const auto parents = parents_of(kind, store_);
  if (!is_root(kind) && parents.size() > kMostParents) return;
  const Lane lane = parents.size() > kBurst ? Lane::sweep : Lane::urgent;
  for (const auto& parent : parents) agenda_.touch({&kind, parent, ""}, lane, now);
}

// What is measured by the day changes with the day, not with an event.
void LookPlan::touch_children(const Kind& kind, const std::string& id, Lane lane, Time now) {
  for (const auto& child : catalogue())
    if (child.parent == kind.name && child.day.start.empty()) agenda_.touch({&child, id, ""}, lane, now);
}

std::size_t LookPlan::add_children(const storage::CollectionKey& collection) {
  std::size_t added = 0;
  for (const auto& id : store_.known_ids(collection)) added += add_children(kind_named(collection.kind), id);
  return added;
}

std::size_t LookPlan::add_children(const Kind& kind, const std::string& id) {
  std::size_t added = 0;
  for (const auto& child : catalogue())
    if (child.parent == kind.name) added += add({&child, id, ""}, Lane::sweep);
  return added;
}

std::size_t LookPlan::add_foreign(const std::set<std::string>& kinds) {
  std::map<const Kind*, std::vector<std::string>> missing;
  for (const auto& reference : store_.missing_references(kinds)) {
    const Kind* kind = kind_or_null(reference.first);
    if (kind && is_swept(*kind) && is_root(*kind) && foreign_.insert(reference).second)
      missing[kind].push_back(reference.second);
  }
  std::size_t added = 0;
  for (const auto& [kind, ids] : missing) {
    if (can_ask_for_one(*kind) && ids.size() <= kBurst)
      for (const auto& id : ids) added += add({kind, "", id}, Lane::urgent);
    else
      for (const auto& parent : parents_of(*kind, store_)) added += add({kind, parent, ""}, Lane::urgent);
  }
  return added;
}

}  // namespace segaudit::agent
