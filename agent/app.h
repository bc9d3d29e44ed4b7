#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "agent/clock.h"
#include "agent/generation.h"
#include "agent/live_metrics.h"
#include "agent/log.h"
#include "agent/progress_line.h"
#include "agent/publication.h"
#include "agent/service_notifier.h"
#include "agent/web_server.h"

namespace segaudit::agent {

// The long-running agent: workspaces, web server, service manager, signals. Signals must be blocked before it is made.
class App {
 public:
  // Judges what is stored, opens the port. Throws what Generation does, and WebServerError.
  App(Config config, SharedRulebook rules, std::string config_file, Log& log, Clock& clock, bool show_progress);

  // Until SIGTERM or SIGINT; SIGHUP reads the configuration, packs, waivers and tokens again.
  void run();

 private:
  void show_configuration();
  void take_over(const WorkspaceState& state);
  void publish();
  void reload();
  void change_configuration();
  std::string status() const;

  const std::string config_file_;
  Log& log_;
  Clock& clock_;
  LiveMetrics metrics_;
  Publisher publisher_;
  ServiceNotifier notifier_;
  mutable std::mutex mutex_;  // of state_, which every workspace's thread updates
  AgentState state_;
  MetricsOptions metrics_options_;
  std::unique_ptr<Generation> generation_;
  std::unique_ptr<WebServer> server_;
  ProgressLine progress_;
};

}  // namespace segaudit::agent
