#include "agent/workspace.h"

#include <malloc.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/first_sight.h"
#include "agent/freshness.h"
#include "rules/waiver_json.h"
#include "storage/verify.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using storage::StorageError;

constexpr std::int64_t kMostNamed = 20;  // violations of one policy that one judgement names in the log
constexpr auto kResolvedShown = 1h;     // a resolved violation's series says 0 for this long
constexpr auto kLongestPause = 1min;    // `for` runs out, and time-dependent policies change, also when nothing is due

std::string environments_json(const EnvironmentsConfig& environments) {
  return json{{"label", environments.label}, {"production", environments.production}}.dump();
}

std::string packs_json(const rules::PolicySet& policies) {
  json packs = json::object();
  for (const auto& pack : policies.packs) packs[pack.name] = pack.sha256;
  return packs.dump();
}

std::string parameters_json(const Rulebook& rules) {
  json parameters = json::object();
  for (const auto& [policy, values] : rules.parameters)
    for (const auto& [name, value] : values) parameters[policy][name] = storage::to_text(value);
  const json all = {{"parameters", parameters}, {"disabled", rules.disabled}};
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

EndpointLimits published_limits() {
  EndpointLimits limits;
  for (const auto& kind : catalogue())
    if (kind.per_minute > 0) limits[std::string(kind.path)] = kind.per_minute;
  return limits;
}

// The workspace, the trail, and something of what it names.
double urgent_per_minute(const Schedule& schedule) { return 1 + 2 * std::max(1.0, 60'000.0 / double(schedule.audit_trail.count())); }

Agenda agenda_for(const WorkspaceConfig& workspace) { return Agenda(workspace.schedule, machine_random()()); }

}  // namespace

Workspace::Workspace(const Config& config, const WorkspaceConfig& workspace, const std::filesystem::path& database,
                     RedactionKey key, Transport& transport, WorkspaceContext context, SharedRulebook rules)
    : config_(workspace),
      context_(context),
      reader_(std::move(key), {config.readable_settings.begin(), config.readable_settings.end()}, config.people),
      store_(database, reader_.key().check_value(), reader_.version()),
      budget_(context.clock, workspace.rate_budget, published_limits(), urgent_per_minute(workspace.schedule)),
      client_(transport, context.clock, budget_, {}, context.observer),
      looker_(client_, reader_, cache_),
      poll_(looker_, cache_, store_, budget_, agenda_for(workspace), context.clock,
            {.most_missing = workspace.confirm_shrink}) {
  put_in_force(std::move(rules));
  last_.name = workspace.name;
  last_.database = database;
  last_.region = workspace.region.empty() ? "other" : workspace.region;
  last_.last_poll_success = store_.last_complete({std::string(catalogue().front().name), ""});
  const auto report = storage::verify(database);
  last_.log_valid = report.valid();
  for (const auto& fault : report.faults)
    context_.log.error("the log does not hold together",
                       {{"workspace", config_.name}, {"row", fault.seq}, {"problem", fault.text}});
}

Workspace::~Workspace() = default;

void Workspace::adopt(SharedRulebook rules) {
  const std::lock_guard lock(mutex_);
  new_rules_ = std::move(rules);
  rest_.request_stop();
}

bool Workspace::has_new_rules() {
  const std::lock_guard lock(mutex_);
  return new_rules_ != nullptr;
}

// When the database refuses them, they stay adopted and the old ones in force until the next judgement.
void Workspace::take_new_rules() {
  SharedRulebook rules;
  {
    const std::lock_guard lock(mutex_);
    rules = new_rules_;
  }
  if (!rules) return;
  put_in_force(rules);
  const std::lock_guard lock(mutex_);
  if (new_rules_ == rules) new_rules_.reset();
}

void Workspace::put_in_force(SharedRulebook rules) {
  note_configuration(*rules);
  judge_ = std::make_unique<Judge>(store_, std::move(rules), config_.name);
}

void Workspace::note_configuration(const Rulebook& rules) {
  const auto now = context_.clock.now();
  store_.set_config("environments", environments_json(rules.environments), now);
  store_.set_config("packs", packs_json(rules.policies), now);
  store_.set_config("policies", parameters_json(rules), now);
  store_.set_config("waivers", rules::waivers_json(rules::waivers_of(rules.waivers, config_.name)), now);
  store_.set_config("reader", json{{"version", reader_.version()}}.dump(), now);
}

WorkspaceState Workspace::judge() {
  take_new_rules();
  const Verdict verdict = judge_->run(context_.clock.now());
  note_verdict(verdict);
  return state(verdict.seq);
}

WorkspaceState Workspace::step(std::stop_token stop) {
  return guarded([&] {
    const PollReport report = poll_.step(stop);
    if (stop.stop_requested()) return last_;
    last_.up = report.identified;
    last_.wrong_workspace = report.wrong_workspace;
    last_.problem = report.problem;
    note_poll(report);
    WorkspaceState state = judge();
    note_trail(state);
    if (state.ready && !std::exchange(introduced_, true)) log_first_sight(state, context_.log);
    return state;
  });
}

WorkspaceState Workspace::guarded(const std::function<WorkspaceState()>& step) {
  last_.storage_problem.clear();
  try {
    return step();
  } catch (const StorageError& error) {
    last_.storage_problem = error.what();
  } catch (const std::exception& error) {
    last_.storage_problem = std::string("internal error: ") + error.what();
  }
  last_.storage_ok = false;
  context_.log.error("a step failed; nothing stored is lost, it is tried again",
                     {{"workspace", config_.name}, {"problem", last_.storage_problem}});
  return last_;
}

void Workspace::run(std::stop_token stop, const OnState& on_state) {
  while (!stop.stop_requested()) {
    on_state(step(stop));
    rest(stop, on_state);
  }
}

// Until something is due. New rules are put in force meanwhile, without asking the API anything earlier than planned.
void Workspace::rest(std::stop_token stop, const OnState& on_state) {
  const std::chrono::milliseconds least = last_.storage_ok ? 0s : 5s;
  const auto planned = std::chrono::milliseconds(poll_.next_wakeup() - context_.clock.now());
  auto left = std::max(std::clamp<std::chrono::milliseconds>(planned, 0ms, kLongestPause), least);
  while (left > 0ms && !stop.stop_requested()) {
    std::stop_token woken;
    {
      const std::lock_guard lock(mutex_);
      rest_ = std::stop_source();
      if (new_rules_ && last_.storage_ok) rest_.request_stop();
      woken = rest_.get_token();
    }
    const std::stop_callback end(stop, [this] {
      const std::lock_guard lock(mutex_);
      rest_.request_stop();
    });
    const auto begin = context_.clock.ticks();
    context_.clock.sleep_for(left, woken);
    left -= std::chrono::duration_cast<std::chrono::milliseconds>(context_.clock.ticks() - begin);
    if (stop.stop_requested() || !has_new_rules()) continue;
    on_state(guarded([&] { return judge(); }));
    if (!last_.storage_ok) return;
  }
}

bool Workspace::run_once(std::stop_token stop, const OnState& on_state) {
  while (!stop.stop_requested()) {
    on_state(step(stop));
    if (!last_.up || !last_.storage_ok) return false;
    if (poll_.complete() && poll_.idle()) return true;
    rest(stop, on_state);
  }
  return false;
}

WorkspaceState Workspace::state(storage::Seq seq) {
  const auto now = context_.clock.now();
  last_.seq = seq;
  last_.evaluated_at = now;
  last_.ready = poll_.complete();
  last_.workspace_id = store_.workspace_id().value_or("");
  last_.policies = judge_->policies();
  last_.inventory = judge_->inventory();
  last_.violations = store_.active_violations();
  last_.waivers = judge_->waivers(last_.violations, now);
  last_.recently_resolved = store_.resolved_since(now - kResolvedShown);
  last_.violation_totals = store_.violation_totals();
  last_.change_totals = store_.change_totals();
  last_.collections = store_.collections();
  last_.resource_counts = store_.resource_counts();
  last_.ratelimit_remaining = budget_.remaining();
  last_.ratelimit_limit = budget_.limit();
  last_.log_length = store_.length();
  last_.log_head = store_.head();
  last_.storage_ok = true;
  last_.database_bytes = store_.size_bytes();
  last_.workspace_slug = judge_->names().slug;
  last_.workspace_name = judge_->names().name;
  return last_;
}

void Workspace::note_poll(const PollReport& report) {
  const auto now = context_.clock.now();
  if (report.identified) last_.last_poll_success = now;
  if (const auto limit = budget_.limit()) store_.note(kNotedLimit, std::to_string(*limit));
  if (report.wrong_workspace)
    context_.log.error("nothing is polled any more", {{"workspace", config_.name}, {"problem", report.problem}});
  else if (!report.problem.empty())
    context_.log.warning("the workspace cannot be polled", {{"workspace", config_.name}, {"problem", report.problem}});
  else if (report.looks > 2 || report.misses > 0 || report.changes > 0 || report.events > 0)
    context_.log.info("polled", {{"workspace", config_.name}, {"looks", report.looks}, {"misses", report.misses},
                                 {"changes", report.changes}, {"events", report.events}});
  if (!report.sweep_finished) return;
  ::malloc_trim(0);  // what a sweep took for its answers is not needed until the next one
  store_.note_sweep(json{{"collections", store_.collections().size()}}.dump(), now);
  context_.log.info("sweep finished", {{"workspace", config_.name}, {"log_rows", store_.length()}});
}

// Once, and once more when it comes back.
void Workspace::note_trail(const WorkspaceState& state) {
  const auto withheld = trail_withheld(state.collections);
  if (!withheld || trail_withheld_ == *withheld) return;
  trail_withheld_ = *withheld;
  if (*withheld)
    context_.log.warning("the audit trail is not available to this token (plan or permission): changes are seen by sweeps "
                         "only, and nobody is known to have made them",
                         {{"workspace", config_.name}});
  else
    context_.log.info("the audit trail is available", {{"workspace", config_.name}});
}

void Workspace::note_verdict(const Verdict& verdict) {
  std::map<std::pair<std::string, storage::ViolationState>, std::int64_t> counts;
  for (const auto& transition : verdict.transitions) {
    const auto& violation = transition.violation;
    if (transition.from == violation.state) continue;
    // The first day of a large workspace must not bury everything else in the log.
    if (++counts[{violation.policy, violation.state}] > kMostNamed) continue;
    LogFields fields = {{"workspace", config_.name}, {"policy", violation.policy}, {"severity", violation.severity},
                        {"kind", violation.resource_kind}, {"id", violation.resource_id}};
    if (violation.state == storage::ViolationState::waived) fields.emplace_back("waiver", violation.waiver);
    context_.log.info("violation " + storage::to_string(violation.state), fields);
  }
  for (const auto& [what, count] : counts)
    if (count > kMostNamed)
      context_.log.info("more violations " + storage::to_string(what.second),
                        {{"workspace", config_.name}, {"policy", what.first}, {"count", count - kMostNamed}});
}

}  // namespace segaudit::agent
