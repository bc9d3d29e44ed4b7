#include "agent/page_sizes.h"

#include <algorithm>
#include <cstdint>

namespace segaudit::agent {

int PageSizes::of(const std::string& endpoint) const {
  const std::lock_guard lock(mutex_);
  const auto known = sizes_.find(endpoint);
  return known == sizes_.end() ? largest_ : known->second;
}

int PageSizes::learn(const std::string& endpoint, std::size_t items, std::size_t bytes) {
  const int current = of(endpoint);
  if (items == 0) return current;
  // Items differ: a quarter of the room is left for pages with larger ones.
  const std::uint64_t fitting = std::uint64_t{bytes_} * 3 / 4 * items / std::max<std::size_t>(bytes, 1);
  const int size = static_cast<int>(std::clamp<std::uint64_t>(fitting, 1, static_cast<std::uint64_t>(largest_)));
  // The few items of a last page say little about the others.
  const bool is_typical = 2 * items >= static_cast<std::size_t>(current);
  if (size > current && !is_typical) return current;
  const std::lock_guard lock(mutex_);
  return sizes_[endpoint] = size;
}

int PageSizes::shrink(const std::string& endpoint, int size) {
  const std::lock_guard lock(mutex_);
  return sizes_[endpoint] = std::max(size / 4, 1);
}

}  // namespace segaudit::agent
