#include "tests/proof/oracle.h"

#include <algorithm>

namespace segaudit::proof {
namespace {

using namespace std::chrono_literals;
using storage::ViolationState;

// How long a failed look may wait for its next attempt.
std::chrono::milliseconds retry_slack(std::chrono::milliseconds period) { return period / 2 + 10min; }

const agent::PolicyState* state_of(const AgentUnderTest& agent, const std::string& policy) {
  for (const auto& state : agent.policies())
    if (state.policy.id == policy) return &state;
  return nullptr;
}

bool is_deletion(const Event& event) { return event.type.ends_with("Deleted") || event.type == "User Removed"; }

std::string joined(const std::set<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : " ") + id;
  return text.empty() ? "nothing" : text;
}

}  // namespace

void Oracle::after_step(const AgentUnderTest& agent, const AgentUnderTest::Step& step, Time now) {
  read_log(agent);
  if (!step.verdict) return;
  transitions(agent, *step.verdict, now);
  unknowns(agent, now);
}

void Oracle::read_log(const AgentUnderTest& agent) {
  if (!log_) log_ = storage::open_for_reading(database_);
  storage::for_each_row(*log_, read_ + 1, [&](const storage::LogRow& next) {
    if (next.seq != read_ + 1)
      complain("log row " + std::to_string(next.seq) + " follows " + std::to_string(read_), {});
    if (next.at < last_at_) complain("the time of log row " + std::to_string(next.seq) + " decreases", {});
    read_ = next.seq;
    last_at_ = next.at;
    ++tally_.rows;
    row(next, agent);
  });
}

void Oracle::row(const storage::LogRow& row, const AgentUnderTest& agent) {
  if (row.type == storage::row::kAuditEvent) events_read_.insert(row.id);
  if (row.type == storage::row::kGapOpened) ++tally_.gaps_opened;
  if (row.type == storage::row::kGapClosed) ++tally_.gaps_closed;
  if (!is_world_kind(row.kind)) return;
  if (storage::opens_version(row.type)) version_row(row, agent);
  if (storage::ends_version(row.type)) gone_row(row);
}

// What was written was so at some time since the last row about it.
void Oracle::version_row(const storage::LogRow& row, const AgentUnderTest& agent) {
  if (row.type == storage::row::kModified)
    ++tally_.modified;
  else
    ++tally_.created;
  const ResourceKey key{row.kind, row.id};
  shown_.insert(key);
  const auto before = std::exchange(last_row_[key], row.at);
  const auto possible = world_.history(key).in(before - 5min, row.at);
  const bool is_true = std::ranges::any_of(possible, [&](const Version* version) {
    return row.content == document_of(agent, key, row.parent, version->raw);
  });
  if (!is_true)
    complain("false change: row " + std::to_string(row.seq) + " (" + row.type +
                 ") holds what the resource was not: " + row.content.value_or("nothing"),
             key);
}

void Oracle::gone_row(const storage::LogRow& row) {
  ++(row.type == storage::row::kDeleted ? tally_.deleted : tally_.vanished);
  const ResourceKey key{row.kind, row.id};
  shown_.erase(key);
  last_row_[key] = row.at;
  if (row.kind == "source") {
    source_gone_[row.id] = row.at;
    fresh_gone_.insert(row.id);
  }
  const auto shown = witness_.last_shown(key, row.parent, row.at);
  if (!shown) return complain("false deletion: it was never shown to the agent", key);
  if (!world_.history(key).was_absent(row.parent, *shown, row.at))
    return complain("false deletion: row " + std::to_string(row.seq) + " (" + row.type +
                        "), but it was there all the time "
                        "since it was last shown at " +
                        storage::format_time(*shown),
                    key);
  how_gone(row, *shown, row.at);
  for (const auto& [kind, parent] : world_kinds())
    if (parent == row.kind) witness_.forget({kind, row.id});
}

// Deleted, where the trail said so before; else vanished. Of what is under something gone, the agent says the same as
// of that.
void Oracle::how_gone(const storage::LogRow& row, Time last_shown, Time now) {
  if (std::ranges::none_of(world_kinds(),
                           [&](const WorldKind& kind) { return kind.kind == row.kind && kind.parent.empty(); }))
    return;
  bool told = false, could_not_be_told = true;
  for (const auto& event : world_.events()) {
    if (event.resource_id != row.id || !is_deletion(event)) continue;
    // Of this end, or of an earlier one?
    if (event.at + 1s < last_shown || event.at > now) continue;
    could_not_be_told = false;
    told = told || events_read_.contains(event.id);
  }
  const bool said_deleted = row.type == storage::row::kDeleted;
  if (said_deleted && could_not_be_told)
    complain("called deleted (row " + std::to_string(row.seq) + "), but no event tells of this deletion",
             {row.kind, row.id});
  if (!said_deleted && told)
    complain("called vanished (row " + std::to_string(row.seq) + "), but an event in the log tells of the deletion",
             {row.kind, row.id});
}

void Oracle::transitions(const AgentUnderTest& agent, const agent::Verdict& verdict, Time now) {
  for (const auto& transition : verdict.transitions) {
    const auto& violation = transition.violation;
    if (transition.from == violation.state) continue;
    const bool opens = violation.state == ViolationState::open, resolves = violation.state == ViolationState::resolved;
    tally_.opened += opens;
    tally_.resolved += resolves;
    if (violation.policy == kEventPolicy) {
      event_transition(transition, now);
      continue;
    }
    const ResourceKey about{violation.resource_kind, violation.resource_id};
    if (opens && !truth_.may_be_violated(violation.policy, violation.resource_id, now))
      complain("false opening of " + violation.policy, about);
    if (resolves && !truth_.may_be_fine(violation.policy, violation.resource_id, now))
      complain("false resolution of " + violation.policy, about);
    const auto* state = state_of(agent, violation.policy);
    if (state && (!state->unknown_reason.empty() || state->unknown_resources.contains(violation.resource_id)))
      complain("a violation of " + violation.policy + " moved while it was unknown", about);
  }
  std::set<std::string> active;
  for (const auto& violation : agent.store().active_violations())
    if (violation.policy == kEventPolicy) active.insert(violation.resource_id);
  for (const auto& id : std::exchange(fresh_gone_, {}))
    if (!active.contains(id)) complain(std::string("missed opening of ") + kEventPolicy, {"source", id});
}

void Oracle::event_transition(const storage::Transition& transition, Time now) {
  const auto& violation = transition.violation;
  const auto gone = source_gone_.find(violation.resource_id);
  if (gone == source_gone_.end())
    return complain(std::string("false opening of ") + kEventPolicy, {"source", violation.resource_id});
  if (violation.state == ViolationState::resolved && now < gone->second + kEventKept)
    complain(std::string("false resolution of ") + kEventPolicy + " before its time",
             {"source", violation.resource_id});
}

bool Oracle::may_be_unknown(const CollectionKey& collection, Time now) const {
  const auto complete = witness_.surely_complete(collection);
  return !complete || now - *complete > 2 * period_;
}

bool Oracle::must_be_unknown(const CollectionKey& collection, Time now) const {
  const auto complete = witness_.maybe_complete(collection);
  return !complete || now - *complete > 2 * period_ + retry_slack(period_);
}

void Oracle::unknowns(const AgentUnderTest& agent, Time now) {
  for (const auto& need : needs()) {
    const auto* state = state_of(agent, need.policy);
    if (!state || !state->evaluated || !state->success) {
      complain(need.policy + " was not judged: " + (state ? state->failure : "it is not there"), {});
      continue;
    }
    ++tally_.unknown_checks;
    const bool unknown = !state->unknown_reason.empty();
    tally_.unknown += unknown;
    const auto test = [&](auto&& rule) {
      return std::ranges::any_of(need.lists, [&](const std::string& kind) { return rule(CollectionKey{kind, ""}); });
    };
    if (unknown && !test([&](const CollectionKey& list) { return may_be_unknown(list, now); }))
      complain(need.policy + " is unknown (" + state->unknown_reason + "), but its lists were all seen in time",
               {need.lists[0], ""});
    if (!unknown && test([&](const CollectionKey& list) { return must_be_unknown(list, now); }))
      complain(need.policy + " passes for known, but a list that it needs was not seen for too long",
               {need.lists[0], ""});
    if (!unknown && !need.under.empty()) unknown_resources(need, *state, agent, now);
  }
}

void Oracle::unknown_resources(const Need& need, const agent::PolicyState& state, const AgentUnderTest& agent,
                               Time now) {
  for (const auto& id : agent.store().known_ids({need.resource, ""})) {
    ++tally_.unknown_checks;
    const CollectionKey below{need.under, id};
    const auto found = state.unknown_resources.find(id);
    const bool unknown = found != state.unknown_resources.end();
    tally_.unknown += unknown;
    if (unknown && !may_be_unknown(below, now))
      complain(need.policy + " is unknown of it (" + found->second + "), but its " + need.under + " was seen in time",
               {need.resource, id});
    if (!unknown && must_be_unknown(below, now))
      complain(need.policy + " passes for known of it, but its " + need.under + " was not seen for too long",
               {need.resource, id});
  }
}

void Oracle::after_quiet(const AgentUnderTest& agent, Time now) {
  ++tally_.quiet_checks;
  stored_is_true(agent);
  for (const auto& need : needs()) {
    const auto* state = state_of(agent, need.policy);
    if (state && (!state->unknown_reason.empty() || !state->unknown_resources.empty()))
      complain(need.policy + " is unknown after a clean sweep: " + state->unknown_reason, {});
    std::set<std::string> said;
    for (const auto& violation : agent.store().active_violations())
      if (violation.policy == need.policy) said.insert(violation.resource_id);
    const auto truth = truth_.violated(need.policy, now);
    if (said != truth)
      complain(need.policy + " finds " + joined(said) + " instead of " + joined(truth) + " after a clean sweep", {});
  }
  for (const auto& collection : agent.store().collections())
    if (is_world_kind(collection.key.kind) && collection.state != storage::CollectionState::complete)
      complain(storage::to_string(collection.state) + " after a clean sweep: " + collection.key.kind + " " +
                   collection.key.parent + " (" + collection.reason + ")",
               {collection.key.kind, collection.key.parent});
}

void Oracle::stored_is_true(const AgentUnderTest& agent) {
  for (const auto& collection : world_.collections()) {
    const auto known = agent.store().known_ids(collection);
    const std::set<std::string> stored(known.begin(), known.end());
    const auto& there = world_.ids(collection);
    for (const auto& id : stored)
      if (!there.contains(id))
        complain("missed change: it is gone, and is still shown after a clean sweep", {collection.kind, id});
    for (const auto& id : there) {
      const ResourceKey key{collection.kind, id};
      ++tally_.compared;
      if (!stored.contains(id))
        complain("missed change: it is there, and is not shown after a clean sweep", key);
      else if (agent.store().body_of(key.kind, id) !=
               document_of(agent, key, collection.parent, world_.history(key).now().raw))
        complain("missed change: it is shown as it was, after a clean sweep", key);
    }
  }
}

std::string Oracle::document_of(const AgentUnderTest& agent, const ResourceKey& key, const std::string& parent,
                                const std::string& raw) {
  const agent::Kind& kind = agent::kind_named(key.kind);
  if (kind.embedded.empty()) return agent.reader().read(kind, parent, raw).body;
  const auto cut = cutter_.cut(kind, raw);
  std::vector<std::string> ids;
  for (const auto& part : cut.parts) {
    const agent::Kind& embedded = agent::kind_named(part.embedded->kind);
    ids.push_back(agent.reader().read(embedded, "", part.raw).id);
  }
  return agent.reader().read(kind, parent, cut.with_ids(ids)).body;
}

std::vector<std::string> Oracle::rows_about(const ResourceKey& resource) const {
  std::vector<std::string> lines;
  if (!log_) return lines;
  storage::for_each_row(*log_, 1, [&](const storage::LogRow& row) {
    if (row.kind != resource.kind || (row.id != resource.id && row.parent != resource.id)) return;
    lines.push_back(storage::format_time(row.at) + " row " + std::to_string(row.seq) + " " + row.type + " " + row.id +
                    " " + row.content.value_or(""));
  });
  return lines;
}

}  // namespace segaudit::proof
