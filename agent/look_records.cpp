#include "agent/look_records.h"

#include <map>

#include "agent/agenda.h"
#include "agent/hideable.h"

namespace segaudit::agent {
namespace {

std::string name_of(const Kind& kind) { return std::string(kind.name); }

storage::CollectionKey collection_of(const LookJob& job) { return {name_of(*job.kind), job.parent}; }

}  // namespace

bool is_withheld(const LookJob& job, const Missed& missed, const storage::Store& store) {
  const bool refused = missed.failure == Failure::not_permitted || missed.failure == Failure::not_found;
  return refused && job.id.empty() && job.kind != &catalogue().front() && !store.last_complete(collection_of(job));
}

void LookRecords::add(LookResult& result) {
  if (auto* found = std::get_if<Found>(&result.outcome)) add_found(result.job, *found);
  else if (const auto& missed = std::get<Missed>(result.outcome); missed.failure != Failure::stopped)
    add_missed(result.job, missed);
}

void LookRecords::add_found(const LookJob& job, Found& found) {
  for (const auto& gone : really_gone(job, found.gone)) {
    found.looked.observations[0].gone.push_back(gone);
    retire_under(*job.kind, gone.id, gone.as);
  }
  for (auto& observation : found.looked.observations) {
    keep_hidden_fields(*job.kind, observation);
    batch_.observations.push_back(std::move(observation));
  }
}

// Of what a look no longer found. With an event that tells of its end it is gone at once; without one a second look, some
// time later, must lack it too. An answer by id alone says it never: a single 404 may be a failure like any other, and the
// list would have told.
std::vector<storage::Gone> LookRecords::really_gone(const LookJob& job, const std::vector<std::string>& missing) {
  const auto collection = collection_of(job);
  std::vector<storage::Gone> gone;
  std::vector<std::string> untold;
  std::map<std::string, std::optional<storage::Time>> seen;
  for (const auto& id : missing) {
    seen[id] = doubts_.last_seen(collection, id);
    if (store_.was_deleted(collection.kind, id)) gone.push_back({id, storage::GoneAs::deleted, seen[id]});
    else if (store_.is_known(collection.kind, id)) untold.push_back(id);
  }
  std::vector<std::string> vanished;
  if (job.id.empty()) vanished = doubts_.lacked(collection, untold, now_, store_.last_complete(collection));
  for (const auto& id : vanished) gone.push_back({id, storage::GoneAs::vanished, seen[id]});
  if (vanished.size() < untold.size()) doubted_.insert(collection);
  return gone;
}

// A field that this token was shown before and is not shown now is as it was last known: it did not change.
void LookRecords::keep_hidden_fields(const Kind& kind, storage::Observation& observation) const {
  if (kind.hideable.empty() || observation.collection.kind != kind.name) return;
  for (auto& item : observation.items) {
    if (!item.body || !lacks_hideable(kind, *item.body)) continue;
    if (const auto known = store_.body_of(observation.collection.kind, item.id))
      item.body = with_hidden(kind, *item.body, *known);
  }
}

void LookRecords::retire_under(const Kind& kind, const std::string& id, storage::GoneAs as) {
  for (const auto& child : catalogue()) {
    if (child.parent != kind.name) continue;
    batch_.retired.push_back({{name_of(child), id}, as});
    for (const auto& below : store_.known_ids({name_of(child), id})) retire_under(child, below, as);
  }
}

void LookRecords::add_missed(const LookJob& job, const Missed& missed) {
  const auto key = collection_of(job);
  storage::Miss miss{key, missed.reason.empty() ? to_string(missed.failure) : missed.reason, missed.detail, false, false};
  miss.not_available = is_withheld(job, missed, store_);
  miss.opens_gap = !miss.not_available && opens_gap(store_.last_complete(key), planned_period_(*job.kind), now_);
  batch_.misses.push_back(std::move(miss));
}

}  // namespace segaudit::agent
