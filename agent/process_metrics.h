#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace segaudit::agent {

// The process_* metrics that Prometheus defines for every program, and segaudit_build_info. Read from /proc/self at
// each scrape; what cannot be read is left out. Any thread.
class ProcessMetrics final : public prometheus::Collectable {
 public:
  explicit ProcessMetrics(std::string version);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::string version_;
  const double start_time_;  // seconds since 1970; read once: it must never seem to move
};

}  // namespace segaudit::agent
