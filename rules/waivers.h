#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/waiver.h"
#include "storage/model.h"

namespace segaudit::rules {

// What a resource's body goes by: the hash of its present form, and of the forms that earlier readers gave to the same
// facts. By kind and id; of a resource that is not there, nothing.
using BodyHashes = std::map<std::pair<std::string, std::string>, std::set<std::string>>;

enum class WaiverState {
  active,    // it holds, and names a violation
  expiring,  // the same, and its time is over within 14 days
  expired,   // it holds no more, but a violation that it names is still there
  unused,    // no violation that it names is there, whether it still holds or not
};

std::string to_string(WaiverState state);

// How one waiver is getting on.
struct WaiverUse {
  const Waiver* waiver = nullptr;
  WaiverState state = WaiverState::unused;
  bool changed = false;      // expired because what it was bound to is another one now
  std::int64_t matches = 0;  // violations, pending, open or waived, that it names
};

// The waivers of one workspace. Every output learns from here, and nowhere else, whether a violation is waived.
class Waivers {
 public:
  Waivers() = default;
  explicit Waivers(std::vector<Waiver> waivers);
  // It points into itself.
  Waivers(const Waivers&) = delete;
  Waivers& operator=(const Waivers&) = delete;
  Waivers(Waivers&&) = default;
  Waivers& operator=(Waivers&&) = default;

  // The waiver by which this violation is waived at this time; null: by none. Of several, the one that holds longest,
  // then the first in the file. Pure.
  const Waiver* in_force(const storage::Violation& violation, const BodyHashes& bodies, storage::Time now) const;

  // All waivers in the file's order. Resolved violations count as gone.
  std::vector<WaiverUse> uses(std::span<const storage::Violation> violations, const BodyHashes& bodies,
                              storage::Time now) const;

  // Resources whose bodies decide whether a waiver holds.
  std::set<std::pair<std::string, std::string>> bound_resources() const;

  const std::vector<Waiver>& all() const { return waivers_; }

 private:
  std::vector<std::size_t> naming(const storage::Violation& violation) const;

  std::vector<Waiver> waivers_;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> exact_;  // by policy and kind/id
  std::vector<std::size_t> patterns_;
};

}  // namespace segaudit::rules
