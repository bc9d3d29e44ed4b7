#include "agent/app.h"

#include <csignal>

#include "agent/command.h"
#include "agent/signals.h"
#include "agent/token.h"
#include "agent/version.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 500ms;

std::string address_of(const WebServer& server, const ListenAddress& listen) {
  return "http://" + (listen.host.find(':') == std::string::npos ? listen.host : "[" + listen.host + "]") + ":" +
         std::to_string(server.port());
}

}  // namespace

App::App(Config config, rules::PolicySet policies, std::string config_file, Log& log, Clock& clock, bool show_progress)
    : config_file_(std::move(config_file)),
      log_(log),
      clock_(clock),
      metrics_(kVersion),
      notifier_(notify_address()),
      progress_(show_progress, clock) {
  notifier_.status("starting: judging what is stored");
  const ListenAddress listen = config.listen;
  adopt(std::make_unique<Generation>(std::move(config), std::move(policies), clock_, log_, metrics_));
  // What is stored is on the page before the port opens: a scrape never sees an agent that knows nothing yet.
  server_ = std::make_unique<WebServer>(WebServerOptions{.listen = listen}, publisher_, [this] { return metrics_.text(); });
  log_.info("serving", {{"version", kVersion}, {"url", address_of(*server_, listen)},
                        {"workspaces", state_.workspaces.size()}, {"policies", generation_->policies().policies.size()}});
}

void App::adopt(std::unique_ptr<Generation> generation) {
  auto states = generation->judge_stored();
  {
    const std::lock_guard lock(mutex_);
    state_.workspaces = std::move(states);
    state_.packs = generation->policies().packs;
    state_.external_url = generation->config().external_url;
    metrics_options_ = generation->config().metrics;
    publish();
  }
  generation_ = std::move(generation);
}

void App::run() {
  generation_->start([this](std::size_t workspace, const WorkspaceState& state) { take_over(workspace, state); });
  notifier_.ready(status());
  while (true) {
    const auto signal = wait_for_signal(kTick);
    if (signal == SIGHUP) {
      reload();
    } else if (signal) {
      break;
    }
    notifier_.alive();
    progress_.show(generation_->progress());
  }
  progress_.finish();
  notifier_.stopping("stopping");
  log_.info("stopping");
  generation_.reset();
}

void App::take_over(std::size_t workspace, const WorkspaceState& state) {
  const std::lock_guard lock(mutex_);
  if (workspace >= state_.workspaces.size()) return;
  state_.workspaces[workspace] = state;
  publish();
  notifier_.status(status());
}

// With the mutex held.
void App::publish() { publisher_.publish(publication_of(state_, metrics_options_, kVersion, clock_.now())); }

// All or nothing: the old configuration goes on when the new one has a mistake.
void App::reload() {
  notifier_.reloading(clock_.ticks());
  bool successful = false;
  try {
    const Arguments arguments({"--config", config_file_}, {"--config"}, {});
    Config config = config_named_by(arguments);
    rules::PolicySet policies = policies_of(config);
    for (const auto& workspace : config.workspaces) (void)read_token(workspace);
    if (!(config.listen == generation_->config().listen))
      log_.warning("web.listen changes only at a restart", {{"file", config_file_}});
    log_.set_options(config.log);
    Config old_config = generation_->config();
    rules::PolicySet old_policies = generation_->policies();
    generation_.reset();
    try {
      adopt(std::make_unique<Generation>(std::move(config), std::move(policies), clock_, log_, metrics_));
      successful = true;
    } catch (const std::exception& error) {
      log_.error("the new configuration cannot be used; the last one stays in force", {{"problem", error.what()}});
      log_.set_options(old_config.log);
      adopt(std::make_unique<Generation>(std::move(old_config), std::move(old_policies), clock_, log_, metrics_));
    }
    generation_->start([this](std::size_t workspace, const WorkspaceState& state) { take_over(workspace, state); });
  } catch (const std::exception& error) {
    log_.error("the configuration was not reloaded; the last one stays in force", {{"problem", error.what()}});
  }
  {
    const std::lock_guard lock(mutex_);
    state_.last_reload_successful = successful;
    publish();
  }
  if (successful) log_.info("configuration reloaded", {{"file", config_file_}});
  notifier_.ready(status());
}

std::string App::status() const {
  std::size_t open = 0, unknown = 0, up = 0;
  for (const auto& workspace : state_.workspaces) {
    up += workspace.up;
    for (const auto& violation : workspace.violations) open += violation.state == storage::ViolationState::open;
    for (const auto& policy : workspace.policies) unknown += policy.unknown_count > 0;
  }
  return std::to_string(up) + " of " + std::to_string(state_.workspaces.size()) + " workspaces up, " +
         std::to_string(open) + " violations open, " + std::to_string(unknown) + " policies not fully judged";
}

}  // namespace segaudit::agent
