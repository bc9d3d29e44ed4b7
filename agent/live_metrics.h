#pragma once

#include <prometheus/registry.h>

#include <cstdint>
#include <map>
#include <string>

#include "agent/process_metrics.h"

namespace segaudit::agent {

// Metrics that move between two evaluations: the process and its API requests. Serialised at each scrape. Any thread.
class LiveMetrics {
 public:
  explicit LiveMetrics(const std::string& version) : process_(version) {}

  // For ApiMetrics.
  prometheus::Registry& registry() { return registry_; }

  // Requests to the API since the start, by workspace and by status code or the reason why no answer came.
  std::map<std::string, std::map<std::string, std::int64_t>> api_requests() const;

  // In Prometheus' text format, to stand behind render_metrics().
  std::string text() const;

 private:
  prometheus::Registry registry_;
  ProcessMetrics process_;
};

}  // namespace segaudit::agent
