// Answers that were rendered once, and parsed targets, by request target. An answer holds until something changes that
// it shows; a parsed target for ever. Every function may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "tests/simulator/routes.h"
#include "tests/simulator/target.h"

namespace segaudit::simulator {

// A body and its gzip form; either can be absent.
struct Rendered {
  // Of the workspace, when it was rendered.
  std::uint64_t version = 0;
  std::shared_ptr<const std::string> body = {};
  std::shared_ptr<const std::string> packed = {};
};

class Asked {
 public:
  explicit Asked(Target target);

  const Target& target() const { return target_; }
  const std::optional<RouteMatch>& match() const { return match_; }
  // A request costs one point, and another one for each 200 items beyond the first 200 asked for.
  long points() const { return points_; }
  // Whether the answer depends on nothing but the workspace.
  bool can_be_prepared() const;

  // What was kept, if it is of this version.
  std::optional<Rendered> rendered(std::uint64_t version) const;
  // Large bodies are kept in their gzip form only.
  void keep(Rendered rendered) const;

 private:
  Target target_;
  std::optional<RouteMatch> match_;
  long points_ = 1;
  mutable std::mutex mutex_;
  mutable Rendered rendered_;
};

class Prepared {
 public:
  // nullptr when the percent-encoding is broken.
  std::shared_ptr<const Asked> ask(const std::string& target);

 private:
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Asked>> asked_;
};

}  // namespace segaudit::simulator
