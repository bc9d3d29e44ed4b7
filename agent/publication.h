#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/gzip_body.h"
#include "agent/metrics_options.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// What pages read from a workspace's database need besides it.
struct PublishedWorkspace {
  std::string name;
  std::filesystem::path database;
  std::map<std::string, PolicyState> policies;  // by id
  std::vector<WaiverState> waivers;
};

// Everything that the web server shows, rendered once. Never changed after it was published.
struct Publication {
  std::string metrics;  // without what LiveMetrics adds
  GzipFront packed_metrics;
  std::string violations_json;
  std::string status_json;
  std::string page_html;
  bool ready = false;     // a first poll of every workspace was complete
  std::string not_ready;  // what is missing, one line per workspace
  std::string version;    // of this program
  std::vector<PublishedWorkspace> workspaces;
};

// Renders every output. `now` is when that happens: the page tells ages from it. Pure.
Publication publication_of(const AgentState& state, const MetricsOptions& options, const std::string& version,
                           storage::Time now);

// The publication in force. Any thread; who reads keeps what was in force then.
class Publisher {
 public:
  void publish(Publication publication) {
    auto next = std::make_shared<const Publication>(std::move(publication));
    const std::lock_guard lock(mutex_);
    current_.swap(next);
  }

  // Null before the first one.
  std::shared_ptr<const Publication> current() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Publication> current_;
};

}  // namespace segaudit::agent
