#include "agent/live_metrics.h"

#include <prometheus/text_serializer.h>

#include <iterator>

namespace segaudit::agent {

std::string LiveMetrics::text() const {
  std::vector<prometheus::MetricFamily> families = process_.Collect();
  std::vector<prometheus::MetricFamily> registered = registry_.Collect();
  families.insert(families.end(), std::make_move_iterator(registered.begin()),
                  std::make_move_iterator(registered.end()));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace segaudit::agent
