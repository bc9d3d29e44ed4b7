#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/config.h"
#include "agent/http_transport.h"
#include "agent/live_metrics.h"
#include "agent/log.h"
#include "agent/rulebook.h"
#include "agent/secret.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// How the looks of all workspaces together are getting on.
struct Progress {
  std::size_t planned = 0, done = 0, requests = 0;
  bool complete = false;  // every workspace was looked at as a whole once
};

HttpOptions http_options_for(const WorkspaceConfig& workspace);

// A change failed, and what had to end for it cannot be begun again: the agent cannot go on.
class GenerationLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The agent at work under one configuration: a thread for each workspace. A reload changes it to the next one.
class Generation {
 public:
  using OnState = std::function<void(const WorkspaceState&)>;  // called by the workspaces' threads

  // Reads tokens, opens databases and judges what is stored, without asking anybody. Throws TokenError, StorageError or
  // std::invalid_argument, and then nothing runs.
  Generation(Config config, SharedRulebook rules, Clock& clock, Log& log, LiveMetrics& metrics);
  // Cuts what hangs and waits for the threads.
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  // What the first judgement of each workspace that has just been opened said; nothing for those that were at work
  // before. In the order of the configuration.
  std::vector<std::optional<WorkspaceState>> first_states() const;

  // Starts those that are not at work yet.
  void start(OnState on_state);

  // All or nothing: throws what the constructor does, and then everything is as it was (else GenerationLost).
  // A workspace whose own configuration stays as it is goes on: its timers, its looks, what it knows of the API's
  // limits; it gets the new rules and the new token. The others are opened anew; start() comes next.
  void change_to(Config config, SharedRulebook rules);

  Progress progress() const;
  const Config& config() const { return config_; }
  const Rulebook& rules() const { return *rules_; }

 private:
  struct Member;
  using Members = std::vector<std::unique_ptr<Member>>;

  // A workspace that had to end for a change, and what it takes to open it again.
  struct Ended {
    std::size_t place = 0;
    Secret token;
  };

  std::unique_ptr<Member> open(const Config& config, const WorkspaceConfig& workspace, Secret token,
                               SharedRulebook rules) const;
  Secret token_of(const WorkspaceConfig& workspace) const;
  std::size_t place_of(const std::string& workspace) const;  // in members_; their number when it is not there
  void open_anew(const Config& config, const SharedRulebook& rules, const std::vector<Secret>& tokens, Members& opened);
  void restore(const std::vector<Ended>& ended);

  Clock& clock_;
  Log& log_;
  LiveMetrics& metrics_;
  OnState on_state_;
  Config config_;
  SharedRulebook rules_;
  Members members_;  // in the order of the configuration
};

}  // namespace segaudit::agent
