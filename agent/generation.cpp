#include "agent/generation.h"

#include <atomic>

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

struct Generation::Member {
  Member(const Config& all, const WorkspaceConfig& own, const rules::PolicySet& policies, Clock& clock, Log& log,
         LiveMetrics& metrics)
      : token(read_token(own)),
        lock(database_of(all, own)),
        observer(metrics.registry(), own.name),
        transport(http_options_for(own), clock, [this] { return token; }),
        workspace(all, own, database_of(all, own), RedactionKey::for_database(database_of(all, own)), transport,
                  {clock, log, &observer, policies}) {}

  const Secret token;
  const DatabaseLock lock;
  CountingObserver observer;
  HttpTransport transport;
  Workspace workspace;
  std::atomic<bool> complete{false};
  std::jthread thread;  // last: ends before what it uses
};

Generation::Generation(Config config, rules::PolicySet policies, Clock& clock, Log& log, LiveMetrics& metrics)
    : config_(std::move(config)), policies_(std::move(policies)) {
  for (const auto& workspace : config_.workspaces)
    members_.push_back(std::make_unique<Member>(config_, workspace, policies_, clock, log, metrics));
}

Generation::~Generation() {
  for (auto& member : members_) member->thread.request_stop();
}

std::vector<WorkspaceState> Generation::judge_stored() {
  std::vector<WorkspaceState> states;
  for (auto& member : members_) states.push_back(member->workspace.judge());
  return states;
}

void Generation::start(OnState on_state) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = *members_[i];
    member.thread = std::jthread([&member, i, on_state](std::stop_token stop) {
      member.workspace.run(stop, [&](const WorkspaceState& state) {
        member.complete = state.ready;
        if (!stop.stop_requested()) on_state(i, state);
      });
    });
  }
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
