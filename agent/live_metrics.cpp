#include "agent/live_metrics.h"

#include <prometheus/text_serializer.h>

#include <iterator>

namespace segaudit::agent {
namespace {

std::string label_of(const prometheus::ClientMetric& metric, const char* name) {
  for (const auto& label : metric.label)
    if (label.name == name) return label.value;
  return {};
}

}  // namespace

std::map<std::string, std::map<std::string, std::int64_t>> LiveMetrics::api_requests() const {
  std::map<std::string, std::map<std::string, std::int64_t>> counts;
  for (const auto& family : registry_.Collect()) {
    if (family.name != "segaudit_api_requests_total") continue;
    for (const auto& metric : family.metric)
      counts[label_of(metric, "workspace")][label_of(metric, "code")] += std::int64_t(metric.counter.value);
  }
  return counts;
}

std::string LiveMetrics::text() const {
  std::vector<prometheus::MetricFamily> families = process_.Collect();
  std::vector<prometheus::MetricFamily> registered = registry_.Collect();
  families.insert(families.end(), std::make_move_iterator(registered.begin()),
                  std::make_move_iterator(registered.end()));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace segaudit::agent
