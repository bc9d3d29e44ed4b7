#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace segaudit::proof {

// Chance from a seed: the same numbers on every machine, which the distributions of the standard library do not
// promise.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  double fraction() { return double(engine_() >> 11) * 0x1.0p-53; }  // [0, 1)
  bool happens(double probability) { return fraction() < probability; }
  int between(int from, int to) { return from + int(fraction() * double(to - from + 1)); }  // both included
  template <typename Range>
  const auto& one_of(const Range& range) {
    return *std::next(range.begin(), between(0, int(range.size()) - 1));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace segaudit::proof
