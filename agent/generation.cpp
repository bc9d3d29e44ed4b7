#include "agent/generation.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "agent/api_metrics.h"
#include "agent/command.h"
#include "agent/database_lock.h"
#include "agent/token.h"
#include "agent/version.h"
#include "agent/workspace.h"

namespace segaudit::agent {
namespace {

// Counts requests for the progress line, and passes them on to the metrics.
class CountingObserver final : public RequestObserver {
 public:
  CountingObserver(prometheus::Registry& registry, const std::string& workspace) : metrics_(registry, workspace) {}

  void on_request(std::string_view endpoint, std::string_view outcome,
                  std::chrono::steady_clock::duration duration) override {
    ++count_;
    metrics_.on_request(endpoint, outcome, duration);
  }
  std::size_t count() const { return count_; }

 private:
  ApiMetrics metrics_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace

HttpOptions http_options_for(const WorkspaceConfig& workspace) {
  HttpOptions options;
  options.base_url = workspace.api_url;
  options.ca_file = workspace.ca_file;
  options.user_agent = std::string("segaudit/") + kVersion;
  return options;
}

// One workspace and what it stands on.
struct Generation::Member {
  Member(const Config& all, const WorkspaceConfig& workspace_config, Secret own_token, SharedRulebook rules,
         Clock& clock, Log& log, LiveMetrics& metrics)
      : own(workspace_config),
        database(database_of(all, own)),
        readable_settings(all.readable_settings),
        people(all.people),
        token(std::move(own_token)),
        lock(database),
        observer(metrics.registry(), own.name),
        transport(http_options_for(own), clock, [this] { return present_token(); }),
        workspace(all, own, database, RedactionKey::for_database(database), transport, {clock, log, &observer},
                  std::move(rules)),
        first_state(workspace.judge()) {}

  // Whether it may go on under this configuration. Where the token comes from may change: it is read anew anyway.
  bool fits(const Config& all, WorkspaceConfig wanted) const {
    wanted.token = own.token;
    return wanted == own && database_of(all, wanted) == database && all.readable_settings == readable_settings &&
           all.people == people;
  }

  Secret present_token() const {
    const std::lock_guard guard(token_mutex);
    return token;
  }
  void replace_token(const WorkspaceConfig& wanted, Secret fresh) {
    own.token = wanted.token;
    const std::lock_guard guard(token_mutex);
    token = std::move(fresh);
  }

  WorkspaceConfig own;
  const std::filesystem::path database;
  const std::set<std::string> readable_settings;
  const People people;
  mutable std::mutex token_mutex;
  Secret token;
  const DatabaseLock lock;
  CountingObserver observer;
  HttpTransport transport;
  Workspace workspace;
  std::optional<WorkspaceState> first_state;  // until it is at work
  std::atomic<bool> complete{false};
  std::jthread thread;  // last: ends before what it uses
};

Generation::Generation(Config config, SharedRulebook rules, Clock& clock, Log& log, LiveMetrics& metrics)
    : clock_(clock), log_(log), metrics_(metrics), config_(std::move(config)), rules_(std::move(rules)) {
  for (const auto& workspace : config_.workspaces)
    members_.push_back(open(config_, workspace, read_token(workspace), rules_));
  // Two workspaces may share a variable.
  for (const auto& workspace : config_.workspaces) forget_variable(workspace.token);
}

Generation::~Generation() {
  for (auto& member : members_)
    if (member) member->thread.request_stop();
}

std::unique_ptr<Generation::Member> Generation::open(const Config& config, const WorkspaceConfig& workspace,
                                                     Secret token, SharedRulebook rules) const {
  return std::make_unique<Member>(config, workspace, std::move(token), std::move(rules), clock_, log_, metrics_);
}

// The environment was wiped of tokens at the start; what was read from it then still holds.
Secret Generation::token_of(const WorkspaceConfig& workspace) const {
  if (workspace.token.kind == TokenSource::Kind::environment)
    for (const auto& member : members_)
      if (member->own.token == workspace.token) return member->present_token();
  return read_token(workspace);
}

std::vector<std::optional<WorkspaceState>> Generation::first_states() const {
  std::vector<std::optional<WorkspaceState>> states;
  for (const auto& member : members_) states.push_back(member->first_state);
  return states;
}

void Generation::start(OnState on_state) {
  on_state_ = std::move(on_state);
  for (auto& owned : members_) {
    if (owned->thread.joinable()) continue;
    Member& member = *owned;
    member.first_state.reset();
    member.thread = std::jthread([&member, on_state = on_state_](std::stop_token stop) {
      member.workspace.run(stop, [&](const WorkspaceState& state) {
        member.complete = state.ready;
        if (!stop.stop_requested()) on_state(state);
      });
    });
  }
}

std::size_t Generation::place_of(const std::string& workspace) const {
  std::size_t place = 0;
  while (place < members_.size() && !(members_[place] && members_[place]->own.name == workspace)) ++place;
  return place;
}

void Generation::change_to(Config config, SharedRulebook rules) {
  std::vector<Secret> tokens;
  for (const auto& workspace : config.workspaces) tokens.push_back(token_of(workspace));
  Members next(config.workspaces.size());
  open_anew(config, rules, tokens, next);
  // From here on nothing can fail.
  for (std::size_t i = 0; i < next.size(); ++i) {
    if (next[i]) continue;
    next[i] = std::move(members_[place_of(config.workspaces[i].name)]);
    next[i]->replace_token(config.workspaces[i], std::move(tokens[i]));
    next[i]->workspace.adopt(rules);
  }
  members_.swap(next);
  config_ = std::move(config);
  rules_ = std::move(rules);
  for (auto& gone : next)
    if (gone) gone->thread.request_stop();
}

// Those that were not there before come first, while everything else goes on; then those that must let go of their
// database before they can be opened under another configuration.
void Generation::open_anew(const Config& config, const SharedRulebook& rules, const std::vector<Secret>& tokens,
                           Members& opened) {
  std::vector<Ended> ended;
  try {
    for (std::size_t i = 0; i < opened.size(); ++i)
      if (place_of(config.workspaces[i].name) == members_.size())
        opened[i] = open(config, config.workspaces[i], tokens[i], rules);
    for (std::size_t i = 0; i < opened.size(); ++i) {
      if (opened[i]) continue;
      const std::size_t place = place_of(config.workspaces[i].name);
      if (members_[place]->fits(config, config.workspaces[i])) continue;
      ended.push_back({place, members_[place]->present_token()});
      members_[place].reset();
      opened[i] = open(config, config.workspaces[i], tokens[i], rules);
    }
  } catch (const std::exception&) {
    opened.clear();
    restore(ended);
    throw;
  }
}

void Generation::restore(const std::vector<Ended>& ended) {
  try {
    for (const auto& [place, token] : ended)
      members_[place] = open(config_, config_.workspaces[place], token, rules_);
  } catch (const std::exception& error) {
    throw GenerationLost(std::string("a workspace had to end for a change that failed, and cannot be opened again: ") +
                         error.what());
  }
  if (on_state_) start(on_state_);
}

Progress Generation::progress() const {
  Progress total;
  total.complete = true;
  for (const auto& member : members_) {
    total.planned += member->workspace.progress().planned;
    total.done += member->workspace.progress().done;
    total.requests += member->observer.count();
    total.complete = total.complete && member->complete;
  }
  return total;
}

}  // namespace segaudit::agent
