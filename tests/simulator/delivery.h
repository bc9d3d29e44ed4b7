// Delivery-metrics summaries. Nothing is delivered here, so the counts are made up: from source, Meta id and hour
// alone, so that the same question gets the same answer, hours add up to days, and two instances of one integration on
// one source answer alike, as they do in the API. What does not receive events answers zero.
#pragma once

#include <cstdint>
#include <string>

#include "tests/simulator/reply.h"
#include "tests/simulator/routes.h"
#include "tests/simulator/target.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

struct DeliveryCounts {
  std::uint64_t at_first_attempt = 0;
  std::uint64_t after_retry = 0;
  std::uint64_t expired = 0;
  std::uint64_t discarded = 0;
};

// What was delivered from `start` to `end` (exclusive), both cut to whole minutes.
DeliveryCounts delivered(const std::string& source_id, const std::string& metadata_id, TimePoint start, TimePoint end);

// 422 for a window that the API does not offer, 404 for an unknown destination or source.
Reply delivery_summary(const Workspace& workspace, const RouteMatch& match, const Target& target);

}  // namespace segaudit::simulator
