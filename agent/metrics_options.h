#pragma once

#include <cstdint>

namespace segaudit::agent {

// Families that have a series for each destination (label destination_id): all of them, only those of destinations that
// an open violation is about, or none.
enum class PerDestination { all, failing, off };

struct MetricsOptions {
  PerDestination per_destination = PerDestination::all;
  std::int64_t max_series = 100'000;  // of the rendered page
  bool operator==(const MetricsOptions&) const = default;
};

}  // namespace segaudit::agent
