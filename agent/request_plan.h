#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/catalogue.h"
#include "agent/config.h"

namespace segaudit::agent {

// What one complete look at all collections of a kind takes.
struct KindLoad {
  const Kind* kind = nullptr;
  std::int64_t collections = 0;
  std::int64_t requests = 0;
};

// What is asked when, and whether the API's limit lets it be asked as often as planned.
struct RequestPlan {
  struct Row {
    const Kind* kind = nullptr;
    std::int64_t collections = 0;
    std::int64_t requests = 0;               // for all of them once
    std::chrono::milliseconds planned{0};    // period
    std::chrono::milliseconds achieved{0};   // longer than planned: it does not fit
  };
  double ours = 0;    // points per minute that are ours
  double pulse = 0;   // requests per minute: whose workspace it is, and the audit trail
  double sweep = 0;   // requests per minute that the planned periods ask for
  std::vector<Row> rows;

  bool fits() const;
};

// A request costs a point. points_per_minute: the token's limit. Pure.
RequestPlan request_plan(const std::vector<KindLoad>& loads, const Schedule& schedule, double share,
                         std::int64_t points_per_minute);

std::string to_text(const RequestPlan& plan);

// What a database knows: how much there is to be asked for, and the limit that the API was seen to set.
struct StoredLoad {
  std::vector<KindLoad> loads;
  std::optional<std::int64_t> points_per_minute;
};
StoredLoad stored_load(const std::filesystem::path& database);  // throws StorageError

}  // namespace segaudit::agent
