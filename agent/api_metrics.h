#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <string>

#include "agent/request_observer.h"

namespace prometheus {
class Registry;
}

namespace segaudit::agent {

// Counts the requests of one workspace: segaudit_api_requests_total and segaudit_api_request_duration_seconds. Several
// workspaces share a registry, which outlives them. Any thread.
class ApiMetrics final : public RequestObserver {
 public:
  ApiMetrics(prometheus::Registry& registry, std::string workspace);

  void on_request(std::string_view endpoint, std::string_view outcome,
                  std::chrono::steady_clock::duration duration) override;

 private:
  const std::string workspace_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
};

}  // namespace segaudit::agent
