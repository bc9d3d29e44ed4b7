#include "agent/app.h"

#include <algorithm>
#include <csignal>

#include "agent/command.h"
#include "agent/reload_changes.h"
#include "agent/signals.h"
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

App::App(Config config, SharedRulebook rules, std::string config_file, Log& log, Clock& clock, bool show_progress)
    : config_file_(std::move(config_file)),
      log_(log),
      clock_(clock),
      metrics_(kVersion),
      notifier_(notify_address()),
      progress_(show_progress, clock) {
  notifier_.status("starting: judging what is stored");
  const ListenAddress listen = config.listen;
  generation_ = std::make_unique<Generation>(std::move(config), std::move(rules), clock_, log_, metrics_);
  show_configuration();
  // What is stored is on the page before the port opens: a scrape never sees an agent that knows nothing yet.
  server_ = std::make_unique<WebServer>(WebServerOptions{.listen = listen}, publisher_, [this] { return metrics_.text(); });
  log_.info("serving", {{"version", kVersion}, {"url", address_of(*server_, listen)},
                        {"workspaces", state_.workspaces.size()},
                        {"policies", generation_->rules().policies.policies.size()},
                        {"waivers", generation_->rules().waivers.waivers.size()}});
}

// What the generation says of itself, and the first states of the workspaces it has just opened.
void App::show_configuration() {
  const auto first_states = generation_->first_states();
  const std::lock_guard lock(mutex_);
  std::vector<WorkspaceState> states;
  for (std::size_t i = 0; i < first_states.size(); ++i) {
    const std::string& name = generation_->config().workspaces[i].name;
    const auto known = std::ranges::find(state_.workspaces, name, &WorkspaceState::name);
    states.push_back(first_states[i] ? *first_states[i] : *known);
  }
  state_.workspaces = std::move(states);
  state_.packs = generation_->rules().policies.packs;
  state_.external_url = generation_->config().external_url;
  metrics_options_ = generation_->config().metrics;
  publish();
}

void App::run() {
  generation_->start([this](const WorkspaceState& state) { take_over(state); });
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

void App::take_over(const WorkspaceState& state) {
  const std::lock_guard lock(mutex_);
  const auto known = std::ranges::find(state_.workspaces, state.name, &WorkspaceState::name);
  if (known == state_.workspaces.end()) return;  // a reload has taken it away
  *known = state;
  publish();
  notifier_.status(status());
}

// With the mutex held.
void App::publish() {
  state_.api_requests = metrics_.api_requests();
  publisher_.publish(publication_of(state_, metrics_options_, kVersion, clock_.now()));
}

// All or nothing: the old configuration goes on when the new one has a mistake.
void App::reload() {
  notifier_.reloading(clock_.ticks());
  bool successful = false;
  try {
    change_configuration();
    successful = true;
    log_.info("configuration reloaded", {{"file", config_file_}});
  } catch (const GenerationLost&) {
    throw;
  } catch (const std::exception& error) {
    log_.error("the configuration was not reloaded; the last one stays in force", {{"problem", error.what()}});
  }
  {
    const std::lock_guard lock(mutex_);
    state_.last_reload_successful = successful;
    publish();
  }
  notifier_.ready(status());
}

void App::change_configuration() {
  const Arguments arguments({"--config", config_file_}, {"--config"}, {});
  Config config = config_named_by(arguments);
  SharedRulebook rules = rulebook_of(config);
  const auto changes = reload_changes(generation_->config(), generation_->rules(), config, *rules);
  const LogOptions log_options = config.log;
  if (!(config.listen == generation_->config().listen))
    log_.warning("web.listen changes only at a restart", {{"file", config_file_}});
  generation_->change_to(std::move(config), std::move(rules));
  log_.set_options(log_options);
  for (const auto& change : changes) log_.info("reload: " + change.what, change.fields);
  show_configuration();
  generation_->start([this](const WorkspaceState& state) { take_over(state); });
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
