#include "agent/contradiction.h"

#include <map>
#include <set>

#include "agent/printable.h"

namespace segaudit::agent {
namespace {

using Resource = std::pair<std::string, std::string>;  // kind and id
using Places = std::map<Resource, std::string>;         // parent

// What these looks found to be gone from its old place.
std::set<Resource> gone_in(const std::vector<LookResult>& results) {
  std::set<Resource> gone;
  for (const auto& result : results)
    if (const auto* found = std::get_if<Found>(&result.outcome))
      for (const auto& id : found->gone) gone.emplace(result.job.kind->name, id);
  return gone;
}

bool has_places(const Kind& kind) { return !kind.parent.empty() || !kind.parts.parameter.empty(); }

std::string contradiction_in(const storage::Observation& found, const storage::Store& store, const Places& places,
                             const std::set<Resource>& gone) {
  for (const auto& item : found.items) {
    if (!item.body) continue;  // as it was, where it was
    const Resource resource{found.collection.kind, item.id};
    const auto now = places.find(resource);
    if (now == places.end() && gone.contains(resource)) continue;
    const auto other = now != places.end() ? std::optional(now->second) : store.parent_of(resource.first, resource.second);
    if (other && *other != found.collection.parent)
      return found.collection.kind + " \"" + printable(item.id, 60) + "\" is listed under \"" +
             printable(found.collection.parent, 60) + "\" and is known under \"" + printable(*other, 60) + "\"";
  }
  return {};
}

}  // namespace

void refuse_contradictions(std::vector<LookResult>& results, const storage::Store& store) {
  Places places;
  const auto gone = gone_in(results);
  for (auto& result : results) {
    const auto* found = std::get_if<Found>(&result.outcome);
    if (!found || !has_places(*result.job.kind) || result.job.kind->events) continue;
    const auto& observation = found->looked.observations[0];
    if (auto problem = contradiction_in(observation, store, places, gone); !problem.empty()) {
      result.outcome = Missed{Failure::malformed, std::move(problem)};
      continue;
    }
    for (const auto& item : observation.items)
      if (item.body) places[{observation.collection.kind, item.id}] = observation.collection.parent;
  }
}

}  // namespace segaudit::agent
