#include "agent/poll.h"

#include <algorithm>
#include <map>
#include <utility>

#include "agent/collections_of.h"
#include "agent/parallel.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kBurst = 20;  // so many resources of one kind are read as one list
// An event that does not say under which of so many resources something happened waits for the sweep: reading under all
// of them would cost as much as one.
constexpr std::size_t kMostParents = 500;

std::string name_of(const Kind& kind) { return std::string(kind.name); }

Due due_of(const LookJob& job) { return {job.kind, job.parent, job.id}; }

bool is_root_list(const Kind& kind) { return is_root(kind) && !kind.path.empty() && !kind.events; }

// Whether a collection was never looked at: the agent ended in the middle of its first sweep, or of following an event
// that told of something new. What was never asked for has no state, so nothing else would say that it is missing.
bool something_unseen(const storage::Store& store, const std::vector<storage::Collection>& collections) {
  std::set<storage::CollectionKey> seen;
  for (const auto& collection : collections) seen.insert(collection.key);
  for (const auto& kind : catalogue()) {
    if (kind.path.empty() || kind.events) continue;
    for (const auto& parent : parents_of(kind, store))
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
  LookResult result = confirmed_look(looker_, {&identity_kind(), "", "", {}, {}, {}}, stop);
  if (const auto* missed = std::get_if<Missed>(&result.outcome)) {
    if (missed->failure == Failure::stopped) return false;
    report.problem = missed->detail;
    miss_everything_due(*missed, report);
    return false;
  }
  const Looked& looked = std::get<Found>(result.outcome).looked;
  if (!looked.unchanged && looked.ids.size() != 1) {
    report.problem = "the API named no workspace";
    return false;
  }
  if (!looked.unchanged) store_.bind_workspace(*looked.ids.begin());
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
      if (is_root_list(kind))
        for (const auto& parent : parents_of(kind, store_)) plan_children_of({name_of(kind), parent});
  // What was not available before is so still: that nobody answers now says no more about it.
  std::set<storage::CollectionKey> not_available;
  for (const auto& collection : store_.collections())
    if (collection.state == storage::CollectionState::not_available) not_available.insert(collection.key);
  std::vector<LookResult> results;
  for (const auto& due : queue_) {
    if (!not_available.contains({name_of(*due.kind), due.parent})) results.push_back({job_for(due), missed});
    else if (is_root(*due.kind)) agenda_.failed(due, clock_.now());
  }
  results.push_back({{&identity_kind(), "", "", {}, {}, {}}, missed});
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
    LookJob job{&kind, "", "", {}, events_since(since, clock_.now()), {}};
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
  std::map<const Kind*, std::set<Touched>> by_kind;
  for (const auto& body : event_bodies)
    for (const auto& touched : touched_by(audit_event_in(body), store_)) by_kind[touched.kind].insert(touched);
  for (const auto& [kind, all] : by_kind) {
    const bool whole = std::any_of(all.begin(), all.end(), [](const Touched& one) { return one.whole_kind(); });
    if (whole || (is_root(*kind) && all.size() > kBurst)) touch_collections(*kind);
    else for (const auto& one : all) agenda_.touch({kind, one.parent, one.id}, clock_.now());
    for (const auto& one : all)
      if (!one.id.empty()) touch_children(*kind, one.id);
  }
}

void Poll::touch_collections(const Kind& kind) {
  const auto parents = parents_of(kind, store_);
  if (!is_root(kind) && parents.size() > kMostParents) return;
  for (const auto& parent : parents) agenda_.touch({&kind, parent, ""}, clock_.now());
}

// What is measured by the day changes with the day, not with an event.
void Poll::touch_children(const Kind& kind, const std::string& id) {
  for (const auto& child : catalogue())
    if (child.parent == kind.name && child.day.start.empty()) agenda_.touch({&child, id, ""}, clock_.now());
}

void Poll::plan_sweep() {
  agenda_.start_sweep(clock_.now());
  sweeping_ = true;
  for (const auto& kind : catalogue())
    if (is_root_list(kind) && &kind != &identity_kind())
      for (const auto& parent : parents_of(kind, store_)) enqueue({&kind, parent, ""});
}

void Poll::plan_children_of(const storage::CollectionKey& collection) {
  for (const auto& id : store_.known_ids(collection)) plan_children_of(kind_named(collection.kind), id);
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
  LookJob job{due.kind, due.parent, due.id, {}, {}, {}};
  if (!due.id.empty() || due.kind->events) return job;
  if (!looker_.remembers(*due.kind, due.parent)) job.known = store_.known_ids({name_of(*due.kind), due.parent});
  const auto& kind = *due.kind;
  const auto body = kind.parent_query.empty() ? std::nullopt : store_.body_of(std::string(kind.parent), due.parent);
  try {
    job.query = dependent_parameters(kind, body.value_or("{}"), clock_.now());
  } catch (const UnaskableError& error) {
    job.unaskable = error.what();
  }
  return job;
}

// Nothing is asked below what is not there: an event may name it, or have come before it was gone.
void Poll::drop_orphans() {
  std::erase_if(queue_, [&](const Due& due) {
    if (is_root(*due.kind) || store_.is_known(std::string(due.kind->parent), due.parent)) return false;
    queued_.erase(due);
    agenda_.succeeded(due);
    ++progress_.done;
    return true;
  });
}

void Poll::work_off(PollReport& report, std::stop_token stop) {
  const auto end = clock_.ticks() + options_.longest_step;
  const auto may_start = [&] { return !stop.stop_requested() && clock_.ticks() < end; };
  // What a look finds can make more due: children of what is new.
  while (!queue_.empty() && may_start()) {
    // Root lists first: what they find decides what is asked below them.
    std::stable_partition(queue_.begin(), queue_.end(), [](const Due& due) { return is_root(*due.kind); });
    const bool roots = is_root(*queue_.front().kind);
    if (!roots) drop_orphans();
    std::vector<LookJob> jobs;
    for (const auto& due : queue_)
      if (is_root(*due.kind) == roots) jobs.push_back(job_for(due));
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
  std::set<storage::CollectionKey> parents_read;
  for (const auto& result : results) {
    const storage::CollectionKey collection{name_of(*result.job.kind), result.job.parent};
    if (is_root_list(*result.job.kind) && result.job.id.empty() && (sweeping_ || !store_.last_complete(collection)))
      parents_read.insert(collection);
  }
  const auto changes = store_.record(batch, clock_.now());
  report.changes += changes.size();
  for (const auto& change : changes) agenda_.changed(change.kind, change.id);
  for (auto& result : results) {
    auto* found = std::get_if<Found>(&result.outcome);
    const Due due = due_of(result.job);
    if (!found) {
      ask_again(result.job, std::get<Missed>(result.outcome));
      continue;
    }
    agenda_.succeeded(due);
    const storage::CollectionKey collection{name_of(*due.kind), due.parent};
    // After a look at one resource, the list's memory of its bytes may be older than what is stored.
    if (!due.id.empty()) cache_.forget(collection);
    else if (!found->looked.unchanged) cache_.put(collection, std::move(found->looked.seen));
    for (const auto& retired : batch.retired) cache_.forget(retired.collection);
  }
  for (const auto& change : changes)
    if (change.type == storage::ChangeType::created) plan_children_of(kind_named(change.kind), change.id);
  for (const auto& collection : parents_read) plan_children_of(collection);
}

void Poll::ask_again(const LookJob& job, const Missed& missed) {
  if (missed.failure == Failure::stopped || job.kind == &identity_kind() || job.kind->events) return;
  // Refused under one resource is refused under thousands, and what is not shown by its id stands in the list or does
  // not: the next sweep is early enough.
  const bool not_shown = !job.id.empty() && missed.failure == Failure::not_found;
  if (not_shown || (!is_root(*job.kind) && is_not_available(job, missed))) agenda_.succeeded(due_of(job));
  else agenda_.failed(due_of(job), clock_.now());
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
  storage::Miss miss{key, to_string(missed.failure), missed.detail, false, false};
  miss.not_available = is_not_available(job, missed);
  miss.opens_gap = !miss.not_available && opens_gap(store_.last_complete(key), agenda_.sweep_period(), clock_.now());
  batch.misses.push_back(std::move(miss));
}

// What never answered is refused by plan or permission; what did answer has lost something.
bool Poll::is_not_available(const LookJob& job, const Missed& missed) const {
  const bool refused = missed.failure == Failure::not_permitted || missed.failure == Failure::not_found;
  return refused && job.id.empty() && job.kind != &identity_kind() &&
         !store_.last_complete({name_of(*job.kind), job.parent});
}

}  // namespace segaudit::agent
