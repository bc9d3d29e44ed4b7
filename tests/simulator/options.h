// What a simulator is started with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/simulator/times.h"

namespace segaudit::simulator {

// A generated workspace in place of the fixture; equal scales and seeds give equal workspaces.
struct Scale {
  std::size_t sources = 1000;
  std::size_t destinations = 3000;
  std::size_t plans = 50;
  std::size_t rules = 100;  // of each plan
  std::size_t users = 1000;
  std::size_t meta_ids = 40;
};

struct Options {
  // A loopback address; 0: any free port.
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string token = "simulator-token";
  // Empty: the fixture beside the sources.
  std::filesystem::path fixture = {};
  std::optional<Scale> scale = std::nullopt;
  // Of a generated workspace.
  std::uint64_t seed = 1;
  // Absent: no limit; the X-RateLimit headers are sent all the same.
  std::optional<long> points_per_minute = std::nullopt;
  // Applies the published per-endpoint limits.
  bool endpoint_limits = false;
  // Largest `pagination.count`, 1 to 1000.
  std::size_t page_limit = 200;
  Clock clock = system_now;
};

}  // namespace segaudit::simulator
