#include "agent/poll.h"

#include <algorithm>
#include <map>
#include <utility>

#include "agent/parallel.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kBurst = 20;  // so many resources of one kind are read as one list

std::string name_of(const Kind& kind) { return std::string(kind.name); }

Due due_of(const LookJob& job) { return {job.kind, job.parent, job.id}; }

bool is_root_list(const Kind& kind) { return kind.parent.empty() && !kind.path.empty() && !kind.events; }

// Whether a collection was never looked at: the agent ended in the middle of its first sweep, or of following an event
// that told of something new. What was never asked for has no state, so nothing else would say that it is missing.
bool something_unseen(const storage::Store& store, const std::vector<storage::Collection>& collections) {
  std::set<storage::CollectionKey> seen;
  for (const auto& collection : collections) seen.insert(collection.key);
  for (const auto& kind : catalogue()) {
    if (kind.path.empty() || kind.events) continue;
    std::vector<std::string> parents = {""};
    if (!kind.parent.empty()) parents = store.known_ids({std::string(kind.parent), ""});
    for (const auto& parent : parents)
      if (!seen.contains({name_of(kind), parent})) return true;
  }
  return false;
}

// From when on an event may tell of something that nobody has looked at since.
storage::Time oldest_look(const storage::Store& store, storage::Time otherwise) {
  for (const auto& collection : store.collections())
    if (collection.last_complete) otherwise = std::min(otherwise, *collection.last_complete);
  return otherwise;
}

// The first row of the catalogue says which workspace this is.
const Kind& identity_kind() { return catalogue().front(); }

}  // namespace

Poll::Poll(const Looker& looker, SeenCache& cache, storage::Store& store, Agenda agenda, Clock& clock, PollOptions options)
    : looker_(looker), cache_(cache), store_(store), agenda_(std::move(agenda)), clock_(clock), options_(options) {
  const auto collections = store_.collections();
  bool trail_available = false;
  for (const auto& collection : collections)
    if (kind_named(collection.key.kind).events) trail_available = collection.state == storage::CollectionState::complete;
  agenda_.resume(collections, trail_available && !something_unseen(store_, collections), clock_.now());
  complete_ = !agenda_.sweep_is_due(clock_.now());
}

storage::Time Poll::next_wakeup() const { return queue_.empty() ? agenda_.next_wakeup() : storage::Time{}; }

PollReport Poll::step(std::stop_token stop) {
  PollReport report;
  const bool sweep = agenda_.sweep_is_due(clock_.now());
  if (sweep) plan_sweep();
  if (!identify(report, stop)) return report;
  if (agenda_.trail_is_due(clock_.now())) read_trail(report, stop);
  for (const auto& due : agenda_.take_due(clock_.now())) enqueue(due);
  work_off(report, stop);
  if (queue_.empty() && !stop.stop_requested()) {
    report.sweep_finished = std::exchange(sweeping_, false);
    complete_ = complete_ || report.sweep_finished;
  }
  return report;
}

bool Poll::identify(PollReport& report, std::stop_token stop) {
  LookResult result = confirmed_look(looker_, {&identity_kind(), "", "", {}, {}}, stop);
  if (const auto* missed = std::get_if<Missed>(&result.outcome)) {
    if (missed->failure == Failure::stopped) return false;
    report.problem = missed->detail;
    miss_everything_due(*missed, report);
    return false;
  }
  const auto& ids = std::get<Found>(result.outcome).looked.ids;
  if (ids.size() != 1) {
    report.problem = "the API named no workspace";
    return false;
  }
  store_.bind_workspace(*ids.begin());
  report.identified = true;
  std::vector<LookResult> results;
  results.push_back(std::move(result));
  record(std::move(results), report);
  return true;
}

void Poll::miss_everything_due(const Missed& missed, PollReport& report) {
  for (const auto& due : agenda_.take_due(clock_.now())) enqueue(due);
  if (sweeping_)
    for (const auto& kind : catalogue())
      if (is_root_list(kind)) plan_children_of(kind);
  std::vector<LookResult> results;
  for (const auto& due : queue_) results.push_back({job_for(due), missed});
  results.push_back({{&identity_kind(), "", "", {}, {}}, missed});
  queue_.clear();
  queued_.clear();
  sweeping_ = false;
  if (!complete_) agenda_.sweep_again(clock_.now());
  agenda_.trail_read(clock_.now());
  record(std::move(results), report);
}

void Poll::read_trail(PollReport& report, std::stop_token stop) {
  for (const auto& kind : catalogue()) {
    if (!kind.events) continue;
    const auto newest = store_.newest_event();
    // What the last run had recorded but perhaps not acted on: everything that happened since the oldest look.
    const bool again = !caught_up_ && newest;
    const auto since = again ? std::optional(oldest_look(store_, *newest)) : newest;
    LookJob job{&kind, "", "", {}, events_since(since, clock_.now())};
    LookResult result = confirmed_look(looker_, std::move(job), stop);
    std::vector<std::string> fresh, touching;
    const auto* found = std::get_if<Found>(&result.outcome);
    if (found)
      for (const auto& item : found->looked.observations[0].items)
        if (item.body) {
          const bool known = store_.is_known(name_of(kind), item.id);
          if (!known) fresh.push_back(*item.body);
          if (!known || again) touching.push_back(*item.body);
        }
    const bool was_read = found != nullptr;
    const bool read_before = store_.last_complete({name_of(kind), ""}).has_value();
    std::vector<LookResult> results;
    results.push_back(std::move(result));
    record(std::move(results), report);
    report.trail_read = true;
    report.events += fresh.size();
    // Before the first sweep the trail tells the past, and everything is read anyway.
    if (complete_ && read_before) plan_touched(touching);
    caught_up_ = caught_up_ || was_read;
  }
  agenda_.trail_read(clock_.now());
}

void Poll::plan_touched(const std::vector<std::string>& event_bodies) {
  std::map<const Kind*, std::set<std::string>> by_kind;
  for (const auto& body : event_bodies)
    for (const auto& touched : touched_by(audit_event_in(body), store_)) by_kind[touched.kind].insert(touched.id);
  const auto now = clock_.now();
  for (const auto& [kind, ids] : by_kind) {
    const bool as_list = ids.contains("") || ids.size() > kBurst;
    if (as_list && kind->parent.empty()) agenda_.touch({kind, "", ""}, now);
    if (as_list && !kind->parent.empty())
      for (const auto& parent : store_.known_ids({std::string(kind->parent), ""})) agenda_.touch({kind, parent, ""}, now);
    for (const auto& id : ids) {
      if (id.empty()) continue;
      if (!as_list) agenda_.touch({kind, "", id}, now);
      for (const auto& child : catalogue())
        if (child.parent == kind->name) agenda_.touch({&child, id, ""}, now);
    }
  }
}

void Poll::plan_sweep() {
  agenda_.start_sweep(clock_.now());
  sweeping_ = true;
  for (const auto& kind : catalogue())
    if (is_root_list(kind) && &kind != &identity_kind()) enqueue({&kind, "", ""});
}

void Poll::plan_children_of(const Kind& kind) {
  for (const auto& id : store_.known_ids({name_of(kind), ""})) plan_children_of(kind, id);
}

void Poll::plan_children_of(const Kind& kind, const std::string& id) {
  for (const auto& child : catalogue())
    if (child.parent == kind.name) enqueue({&child, id, ""});
}

void Poll::enqueue(const Due& due) {
  if (!queued_.insert(due).second) return;
  queue_.push_back(due);
  ++progress_.planned;
}

LookJob Poll::job_for(const Due& due) const {
  LookJob job{due.kind, due.parent, due.id, {}, {}};
  if (due.id.empty() && !due.kind->events) job.known = store_.known_ids({name_of(*due.kind), due.parent});
  return job;
}

void Poll::work_off(PollReport& report, std::stop_token stop) {
  const auto end = clock_.ticks() + options_.longest_step;
  const auto may_start = [&] { return !stop.stop_requested() && clock_.ticks() < end; };
  // What a look finds can make more due: children of what is new.
  while (!queue_.empty() && may_start()) {
    // Root lists first: what they find decides what is asked below them.
    std::stable_partition(queue_.begin(), queue_.end(), [](const Due& due) { return due.kind->parent.empty(); });
    std::vector<LookJob> jobs;
    const bool roots = queue_.front().kind->parent.empty();
    for (const auto& due : queue_)
      if (due.kind->parent.empty() == roots) jobs.push_back(job_for(due));
    const std::size_t started = run_parallel<LookJob, LookResult>(
        jobs, std::min(options_.workers, jobs.size()), may_start,
        [&](const LookJob& job) { return confirmed_look(looker_, job, stop); },
        [&](std::vector<LookResult> results) {
          progress_.done += results.size();
          record(std::move(results), report);
        });
    for (std::size_t i = 0; i < started; ++i) queued_.erase(due_of(jobs[i]));
    std::erase_if(queue_, [&](const Due& due) { return !queued_.contains(due); });
  }
}

void Poll::record(std::vector<LookResult> results, PollReport& report) {
  storage::Batch batch;
  for (auto& result : results) {
    if (auto* found = std::get_if<Found>(&result.outcome)) {
      add_found(result.job, *found, batch);
      ++report.looks;
    } else if (const auto& missed = std::get<Missed>(result.outcome); missed.failure != Failure::stopped) {
      add_missed(result.job, missed, batch);
      ++report.misses;
    }
  }
  std::set<const Kind*> parents_read;
  for (const auto& result : results)
    if (const Kind& kind = *result.job.kind; is_root_list(kind) && result.job.id.empty() &&
                                             (sweeping_ || !store_.last_complete({name_of(kind), ""})))
      parents_read.insert(&kind);
  const auto changes = store_.record(batch, clock_.now());
  report.changes += changes.size();
  for (const auto& change : changes) agenda_.changed(change.kind, change.id);
  for (auto& result : results) {
    auto* found = std::get_if<Found>(&result.outcome);
    const Due due = due_of(result.job);
    if (!found) {
      if (std::get<Missed>(result.outcome).failure != Failure::stopped && due.kind != &identity_kind() && !due.kind->events)
        agenda_.failed(due, clock_.now());
      continue;
    }
    agenda_.succeeded(due);
    const storage::CollectionKey collection{name_of(*due.kind), due.parent};
    // After a look at one resource, the list's memory of its bytes may be older than what is stored.
    if (due.id.empty()) cache_.put(collection, std::move(found->looked.seen));
    else cache_.forget(collection);
    for (const auto& retired : batch.retired) cache_.forget(retired.collection);
  }
  for (const auto& change : changes)
    if (change.type == storage::ChangeType::created) plan_children_of(kind_named(change.kind), change.id);
  for (const auto* kind : parents_read) plan_children_of(*kind);
}

void Poll::add_found(const LookJob& job, Found& found, storage::Batch& batch) {
  for (const auto& id : found.gone) {
    const auto as = store_.was_deleted(id) ? storage::GoneAs::deleted : storage::GoneAs::vanished;
    found.looked.observations[0].gone.push_back({id, as});
    retire_under(*job.kind, id, as, batch);
  }
  for (auto& observation : found.looked.observations) batch.observations.push_back(std::move(observation));
}

void Poll::retire_under(const Kind& kind, const std::string& id, storage::GoneAs as, storage::Batch& batch) {
  for (const auto& child : catalogue()) {
    if (child.parent != kind.name) continue;
    batch.retired.push_back({{name_of(child), id}, as});
    for (const auto& below : store_.known_ids({name_of(child), id})) retire_under(child, below, as, batch);
  }
}

void Poll::add_missed(const LookJob& job, const Missed& missed, storage::Batch& batch) {
  const storage::CollectionKey key{name_of(*job.kind), job.parent};
  const auto last = store_.last_complete(key);
  const bool refused = missed.failure == Failure::not_permitted || missed.failure == Failure::not_found;
  storage::Miss miss{key, to_string(missed.failure), missed.detail, false, false};
  // A family that never answered is refused by plan or permission; one that did answer has lost something.
  miss.not_available = refused && !last && job.parent.empty() && job.id.empty() && job.kind != &identity_kind();
  miss.opens_gap = !miss.not_available && opens_gap(last, agenda_.sweep_period(), clock_.now());
  batch.misses.push_back(std::move(miss));
}

}  // namespace segaudit::agent
