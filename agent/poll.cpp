#include "agent/poll.h"

#include <algorithm>
#include <utility>

#include "agent/audit_trail.h"
#include "agent/collections_of.h"
#include "agent/contradiction.h"
#include "agent/look_records.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kTick = 100ms;        // how long to wait for results before looking at the clock again
constexpr milliseconds kUrgentExtra = 10s;   // a step goes on for so long to finish what is urgent
constexpr milliseconds kSecondLook = 30s;    // at what a look lacked
static_assert(kSecondLook >= kIndependentLooks);
constexpr milliseconds kFarBackEvery = 30min;
constexpr milliseconds kFarBack = 24h;
constexpr std::size_t kBatch = 32;           // so many results are recorded at once, where there are so many
constexpr std::size_t kGivenAhead = 12;      // jobs per worker that are given before they can start

std::string name_of(const Kind& kind) { return std::string(kind.name); }

storage::CollectionKey collection_of(const LookJob& job) { return {name_of(*job.kind), job.parent}; }

// The first row of the catalogue says which workspace this is.
const Kind& identity_kind() { return catalogue().front(); }

const Kind& events_kind() { return *std::ranges::find_if(catalogue(), &Kind::events); }

std::string endpoint_of(const Due& due) { return std::string(due.id.empty() ? due.kind->path : due.kind->get_path); }

LookJob urgent_job(const Kind& kind) { return {.kind = &kind, .parent = "", .id = "", .lane = Lane::urgent}; }

// Whether a collection was never looked at: the agent ended in the middle of its first sweep. What was never asked for
// has no state, so nothing else would say that it is missing.
bool something_unseen(const storage::Store& store) {
  std::set<storage::CollectionKey> seen;
  for (const auto& collection : store.collections()) seen.insert(collection.key);
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

}  // namespace

Poll::Poll(const Looker& looker, SeenCache& cache, storage::Store& store, RateBudget& budget, Agenda agenda, Clock& clock,
           PollOptions options)
    : store_(store),
      cache_(cache),
      looker_(looker),
      budget_(budget),
      clock_(clock),
      options_(options),
      plan_(store, std::move(agenda)),
      complete_(!something_unseen(store)),
      crew_(
          options.workers,
          [this](LookJob job, std::stop_token stop) {
            return confirmed_look(looker_, std::move(job), stop, options_.most_missing);
          },
          [this](const LookJob& job) { return wait_for(due_of(job), job.lane) == 0ms; }) {}

PollReport Poll::step(std::stop_token stop) {
  PollReport report;
  const std::stop_callback interrupt(stop, [this] { crew_.interrupt(); });
  const auto end = clock_.ticks() + options_.longest_step;
  while (!stop.stop_requested()) {
    const auto came = plan_.make_due(clock_.now());
    progress_.planned += came.planned + came.swept;
    if (came.swept > 0 && !std::exchange(sweeping_, true)) sweep_began_ = clock_.now();
    hand_out();
    auto results = crew_.results(kBatch, kTick);
    const bool nothing_goes = results.empty() && crew_.is_idle();
    take(std::move(results), report);
    const auto now = clock_.ticks();
    if (!nothing_goes && now < end) continue;
    if (!urgent_work_left() || now >= end + kUrgentExtra) break;
  }
  store_.attribute(clock_.now(), options_.attribution_grace);
  note_where_it_stands(report);
  return report;
}

void Poll::note_where_it_stands(PollReport& report) {
  if (identified_ && sweeping_ && idle()) {
    report.sweep_finished = true;
    sweeping_ = false;
    last_sweep_ = clock_.now() - sweep_began_;
    plan_.forget_foreign();
  }
  complete_ = complete_ || (identified_ && !plan_.queue().holds_unseen() && !in_hand_.holds_unseen());
  report.identified = identified_;
  report.wrong_workspace = wrong_workspace_;
  report.problem = problem_;
}

// What others name and nobody has seen is looked at before anything is judged.
bool Poll::urgent_work_left() {
  if (!identified_) return false;
  if (!unchecked_.empty()) progress_.planned += plan_.add_foreign(std::exchange(unchecked_, {}));
  bool can_go = in_hand_.holds_urgent() && !crew_.is_idle();
  plan_.queue().for_each_head(Lane::urgent, [&](const Due& due) { can_go = can_go || may_ask(due, Lane::urgent); });
  return can_go;
}

storage::Time Poll::next_wakeup() const {
  if (crew_.is_working()) return {};
  const auto now = clock_.now();
  storage::Time next = storage::Time::max();
  if (const auto wait = crew_.shortest_wait([&](const LookJob& job) { return wait_for(due_of(job), job.lane); }))
    next = now + *wait;
  if (!pulse_asked_) next = std::min(next, plan_.agenda().next_pulse());
  if (!identified_ || pulse_asked_) return next;
  if (!trail_asked_) next = std::min(next, plan_.agenda().next_trail());
  for (const Lane lane : {Lane::urgent, Lane::sweep})
    plan_.queue().for_each_head(lane, [&](const Due& due) { next = std::min(next, now + wait_for(due, lane)); });
  return std::min(next, plan_.agenda().next_due());
}

milliseconds Poll::wait_for(const Due& due, Lane lane) const { return budget_.wait(endpoint_of(due), lane); }

// Two looks at the same thing at once would be recorded in the order in which they end.
bool Poll::may_ask(const Due& due, Lane lane) const { return !in_hand_.contains(due) && wait_for(due, lane) == 0ms; }

milliseconds Poll::planned_period(const Kind& kind) const {
  // Where a sweep takes longer than its period, that is how often things are looked at.
  const auto running = sweeping_ ? clock_.now() - sweep_began_ : 0ms;
  return kind.events ? plan_.agenda().period(kind) : std::max({plan_.agenda().period(kind), last_sweep_, running});
}

void Poll::hand_out() {
  const auto now = clock_.now();
  auto& agenda = plan_.agenda();
  if (now >= agenda.next_pulse() && !std::exchange(pulse_asked_, true)) give(urgent_job(identity_kind()));
  if (!identified_ || pulse_asked_) return;
  if (now >= agenda.next_trail() && !std::exchange(trail_asked_, true)) {
    LookJob job = urgent_job(events_kind());
    const auto newest = store_.newest_event();
    // What the last run had recorded but perhaps not acted on: everything that happened since the oldest look.
    const bool again = !caught_up_ && newest;
    // Now and then far back, for events that were very late.
    const bool far_back = newest && caught_up_ && now - last_far_back_ >= kFarBackEvery;
    if (far_back) last_far_back_ = now;
    const auto since = far_back ? std::optional(std::min(*newest, now) - kFarBack) : newest;
    job.query = events_since(again ? std::optional(oldest_look(store_, *newest)) : since, now);
    give(std::move(job));
  }
  for (const Lane lane : {Lane::urgent, Lane::sweep}) {
    const std::size_t ahead = std::max<std::size_t>(options_.workers, 1) * kGivenAhead;
    while (crew_.waiting(lane) < ahead) {
      const auto due = plan_.queue().next(lane, [&](const Due& head) { return may_ask(head, lane); });
      if (!due) break;
      if (!is_orphan(*due)) give(job_for(*due, lane));
    }
  }
}

void Poll::give(LookJob job) {
  in_hand_.add(job, !store_.last_complete(collection_of(job)));
  crew_.give(std::move(job));
}

// Nothing is asked below what is not there: an event may name it, or have come before it was gone.
bool Poll::is_orphan(const Due& due) {
  if (is_root(*due.kind) || store_.is_known(std::string(due.kind->parent), due.parent)) return false;
  plan_.agenda().succeeded(due);  // there is nothing to be tried again
  ++progress_.done;
  return true;
}

LookJob Poll::job_for(const Due& due, Lane lane) const {
  LookJob job{.kind = due.kind, .parent = due.parent, .id = due.id, .lane = lane};
  if (!due.id.empty() || due.kind->events) return job;
  const auto& kind = *due.kind;
  const auto collection = collection_of(job);
  if (!looker_.remembers(kind, due.parent)) job.known = store_.known_ids(collection);
  const auto body = kind.parent_query.empty() ? std::nullopt : store_.body_of(std::string(kind.parent), due.parent);
  try {
    job.query = dependent_parameters(kind, body.value_or("{}"), clock_.now());
  } catch (const UnaskableError& error) {
    job.unaskable = error.what();
  }
  return job;
}

void Poll::take(std::vector<LookResult> results, PollReport& report) {
  for (auto& result : results) {
    in_hand_.remove(result.job);
    if (result.job.kind == &identity_kind()) take_pulse(std::move(result), report);
    else if (identified_ || pulse_asked_) held_.push_back(std::move(result));
    else drop(result.job);
  }
  if (pulse_asked_ || !identified_) return;
  record_or_ask_again(std::exchange(held_, {}), report);
}

void Poll::record_or_ask_again(std::vector<LookResult> answers, PollReport& report) {
  std::vector<LookJob> jobs;
  for (const auto& result : answers) jobs.push_back(result.job);
  try {
    record_answers(std::move(answers), report);
  } catch (...) {
    for (const auto& job : jobs) drop(job);
    throw;
  }
}

void Poll::record_answers(std::vector<LookResult> answers, PollReport& report) {
  std::vector<LookResult> looks;
  for (auto& result : answers) {
    if (result.job.kind->events) take_events(std::move(result), report);
    else looks.push_back(std::move(result));
  }
  if (!looks.empty()) record(std::move(looks), report);
}

// What was answered but not recorded is asked for again.
void Poll::drop(const LookJob& job) {
  if (job.kind->events) trail_asked_ = false;
  else if (job.kind != &identity_kind()) plan_.agenda().failed(due_of(job), clock_.now());
}

void Poll::take_pulse(LookResult result, PollReport& report) {
  pulse_asked_ = false;
  const auto* missed = std::get_if<Missed>(&result.outcome);
  if (missed && missed->failure == Failure::stopped) return;
  plan_.agenda().pulse_taken(clock_.now());
  wrong_workspace_ = false;
  problem_.clear();
  if (missed) {
    problem_ = missed->detail;
  } else if (const Looked& looked = std::get<Found>(result.outcome).looked; !looked.unchanged) {
    const auto known = store_.workspace_id();
    if (looked.ids.size() != 1) {
      problem_ = "the API named no workspace";
    } else if (known && *known != *looked.ids.begin()) {
      wrong_workspace_ = true;
      problem_ = "the token opens workspace " + *looked.ids.begin() + ", but everything stored so far is about " + *known +
                 ": put the right token back, or give the other workspace a name (and so a database) of its own";
    } else {
      store_.bind_workspace(*looked.ids.begin());
    }
  }
  const bool was_identified = std::exchange(identified_, problem_.empty());
  if (identified_) {
    if (!was_identified) plan_.agenda().retry_all();
    return held_.push_back(std::move(result));
  }
  const Missed why = wrong_workspace_ ? Missed{Failure::refused, problem_, "wrong_workspace"}
                     : missed         ? *missed
                                      : Missed{Failure::malformed, problem_};
  // What was answered before is about our workspace, unless the token now opens another one.
  auto answered = std::exchange(held_, {});
  for (const auto& look : answered)
    if (wrong_workspace_ || look.job.kind->events) drop(look.job);
  std::erase_if(answered, [&](const LookResult& look) { return wrong_workspace_ || look.job.kind->events; });
  record_or_ask_again(std::move(answered), report);
  miss_everything_due(why, report);
}

void Poll::miss_everything_due(const Missed& missed, PollReport& report) {
  std::vector<Due> due = plan_.queue().clear();
  for (const auto& job : crew_.take_back()) {
    in_hand_.remove(job);
    if (job.kind->events) trail_asked_ = false;
    else due.push_back(due_of(job));
  }
  // What was not available before is so still: that nobody answers now says no more about it.
  std::set<storage::CollectionKey> withheld;
  for (const auto& collection : store_.collections())
    if (collection.state == storage::CollectionState::not_available) withheld.insert(collection.key);
  std::vector<LookResult> results;
  std::erase_if(due, [&](const Due& each) { return is_orphan(each); });
  for (const auto& each : due)
    if (!withheld.contains({name_of(*each.kind), each.parent})) results.push_back({job_for(each, Lane::sweep), missed});
  results.push_back({urgent_job(identity_kind()), missed});
  if (clock_.now() >= plan_.agenda().next_trail() && !trail_asked_ && !withheld.contains({name_of(events_kind()), ""}))
    results.push_back({urgent_job(events_kind()), missed});
  sweeping_ = false;
  record(std::move(results), report);
}

void Poll::take_events(LookResult result, PollReport& report) {
  trail_asked_ = false;
  const Kind& kind = *result.job.kind;
  const auto* missed = std::get_if<Missed>(&result.outcome);
  if (missed && missed->failure == Failure::stopped) return;
  if (missed && is_withheld(result.job, *missed, store_)) plan_.agenda().trail_withheld(clock_.now());
  else plan_.agenda().trail_read(clock_.now());
  const bool again = !caught_up_ && store_.newest_event();
  if (!caught_up_) last_far_back_ = clock_.now();
  std::vector<std::string> touching;
  std::size_t fresh = 0;
  if (const auto* found = std::get_if<Found>(&result.outcome)) {
    for (const auto& item : found->looked.observations[0].items) {
      if (!item.body) continue;
      const bool is_new = !store_.is_known(name_of(kind), item.id);
      fresh += is_new ? 1 : 0;
      if (is_new || again) touching.push_back(*item.body);
    }
    caught_up_ = true;
  }
  const bool read_before = store_.last_complete({name_of(kind), ""}).has_value();
  std::vector<LookResult> one;
  one.push_back(std::move(result));
  record(std::move(one), report);
  report.events += fresh;
  // At first the trail tells the past, and everything is read anyway. From then on it tells of what was read already.
  if (read_before) plan_.follow(touching, clock_.now());
}

// What may be recorded of these results.
std::vector<LookResult> Poll::still_true(std::vector<LookResult> results) {
  for (const auto& result : results) in_hand_.looked_at_alone(result.job);
  // What was found under something that is gone by now is gone, too.
  std::erase_if(results, [&](const LookResult& result) { return is_orphan(due_of(result.job)); });
  for (auto& result : results)
    if (auto* found = std::get_if<Found>(&result.outcome)) in_hand_.drop_overtaken(result.job, *found);
  return results;
}

void Poll::record(std::vector<LookResult> all, PollReport& report) {
  std::vector<LookResult> results = still_true(std::move(all));
  refuse_contradictions(results, store_);
  std::set<storage::CollectionKey> first_seen;  // root lists: what hangs under what they hold was never asked for
  LookRecords records(store_, doubts_, [&](const Kind& kind) { return planned_period(kind); }, clock_.now());
  for (auto& result : results) {
    const Kind& kind = *result.job.kind;
    const bool found = std::holds_alternative<Found>(result.outcome);
    const bool is_pulse = &kind == &identity_kind() || kind.events;
    if (!is_pulse) ++progress_.done;
    if (found) ++report.looks;
    else if (std::get<Missed>(result.outcome).failure != Failure::stopped) ++report.misses;
    if (found && !is_pulse && is_root(kind) && result.job.id.empty() && !store_.last_complete(collection_of(result.job)))
      first_seen.insert(collection_of(result.job));
    records.add(result);
  }
  for (const auto& observation : records.batch().observations)
    if (!observation.items.empty()) unchecked_.insert(observation.collection.kind);
  const auto changes = store_.record(records.batch(), clock_.now());
  report.changes += changes.size();
  for (const auto& change : changes) {
    plan_.agenda().changed(change.kind, change.id);
    // Another place that holds it may have been missed because it was known here.
    if (change.type == storage::ChangeType::deleted || change.type == storage::ChangeType::vanished)
      plan_.agenda().retry(change.kind);
  }
  for (auto& result : results) remember(result, records.batch());
  for (const auto& collection : records.doubted())
    plan_.agenda().again({&kind_named(collection.kind), collection.parent, ""}, Lane::urgent, clock_.now() + kSecondLook);
  for (const auto& change : changes)
    if (change.type == storage::ChangeType::created)
      progress_.planned += plan_.add_children(kind_named(change.kind), change.id);
  for (const auto& collection : first_seen) progress_.planned += plan_.add_children(collection);
  if (in_hand_.empty()) in_hand_.forget_alone();
}

void Poll::remember(LookResult& result, const storage::Batch& batch) {
  auto* found = std::get_if<Found>(&result.outcome);
  if (!found) return ask_again(result.job, std::get<Missed>(result.outcome));
  plan_.agenda().succeeded(due_of(result.job));
  const auto collection = collection_of(result.job);
  // After a look at one resource, the list's memory of its bytes may be older than what is stored.
  if (!result.job.id.empty() || in_hand_.is_overtaken(result.job)) cache_.forget(collection);
  else if (!found->looked.unchanged) cache_.put(collection, std::move(found->looked.seen));
  for (const auto& retired : batch.retired) cache_.forget(retired.collection);
}

void Poll::ask_again(const LookJob& job, const Missed& missed) {
  auto& agenda = plan_.agenda();
  if (missed.failure == Failure::stopped || job.kind == &identity_kind() || job.kind->events) return;
  // Refused under one resource is refused under thousands, and what is not shown by its id stands in the list or does
  // not: the next sweep is early enough.
  const bool not_shown = !job.id.empty() && missed.failure == Failure::not_found;
  if (not_shown || (!is_root(*job.kind) && is_withheld(job, missed, store_))) agenda.succeeded(due_of(job));
  else agenda.failed(due_of(job), clock_.now());
}

}  // namespace segaudit::agent
