#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <string>

#include "tests/proof/oracle.h"
#include "tests/proof/weather.h"

namespace segaudit::proof {

struct ProofOptions {
  std::uint64_t seed = 1;
  std::size_t sweeps = 500;
  std::size_t most_complaints = 5;
  Rates rates;
  std::chrono::milliseconds sweep_period = std::chrono::hours(1);
  std::chrono::milliseconds trail_period = std::chrono::minutes(5);
  std::filesystem::path directory;  // for the database; something new is made in it
  std::ostream* out = nullptr;      // where complaints go, with what led to them; null: nowhere
};

struct ProofReport {
  std::size_t sweeps = 0, steps = 0, requests = 0, changes = 0, restarts = 0, kills = 0, resources = 0;
  std::map<std::string, std::size_t> injected;
  Tally tally;
  std::vector<Complaint> complaints;

  void add(const ProofReport& other);
};

// One agent over one workspace, both from the seed, for so many sweeps.
ProofReport prove(const ProofOptions& options);

}  // namespace segaudit::proof
