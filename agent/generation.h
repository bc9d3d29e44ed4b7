#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/config.h"
#include "agent/http_transport.h"
#include "agent/live_metrics.h"
#include "agent/log.h"
#include "agent/workspace_state.h"
#include "rules/policy_set.h"

namespace segaudit::agent {

// How the looks of all workspaces together are getting on.
struct Progress {
  std::size_t planned = 0, done = 0, requests = 0;
  bool complete = false;  // every workspace was looked at as a whole once
};

HttpOptions http_options_for(const WorkspaceConfig& workspace);

// The agent at work under one configuration: a thread for each workspace. A reload ends one and begins the next.
class Generation {
 public:
  using OnState = std::function<void(std::size_t workspace, const WorkspaceState&)>;

  // Reads tokens and opens databases; throws TokenError, StorageError or std::invalid_argument, and then nothing runs.
  Generation(Config config, rules::PolicySet policies, Clock& clock, Log& log, LiveMetrics& metrics);
  // Cuts what hangs and waits for the threads.
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  // What is stored, judged under this configuration. Before start().
  std::vector<WorkspaceState> judge_stored();
  void start(OnState on_state);

  Progress progress() const;
  const Config& config() const { return config_; }
  const rules::PolicySet& policies() const { return policies_; }

 private:
  struct Member;

  const Config config_;
  const rules::PolicySet policies_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace segaudit::agent
