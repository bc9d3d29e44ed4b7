#include "agent/seen.h"

#define XXH_INLINE_ALL  // the header alone
#include <xxhash.h>

#include <cstring>

#include "storage/hash.h"

namespace segaudit::agent {
namespace {

std::uint64_t process_seed() {
  static const std::uint64_t seed = [] {
    std::uint64_t value = 0;
    const std::string bytes = storage::random_bytes(sizeof value);
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }();
  return seed;
}

}  // namespace

Fingerprint fingerprint_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), process_seed());
  return {hash.low64, hash.high64};
}

std::vector<std::string> Seen::ids() const {
  std::vector<std::string> ids;
  for (const auto& [bytes, item] : items) ids.push_back(item.id);
  return ids;
}

void forget_pages(Seen& seen) {
  seen.pages.clear();
  seen.page_items.clear();
}

std::shared_ptr<const Seen> SeenCache::of(const storage::CollectionKey& collection) const {
  static const auto nothing = std::make_shared<const Seen>();
  const std::lock_guard lock(mutex_);
  const auto known = seen_.find(collection);
  return known == seen_.end() ? nothing : known->second;
}

void SeenCache::put(const storage::CollectionKey& collection, Seen seen) {
  auto kept = std::make_shared<const Seen>(std::move(seen));
  const std::lock_guard lock(mutex_);
  seen_[collection] = std::move(kept);
}

void SeenCache::forget(const storage::CollectionKey& collection) {
  const std::lock_guard lock(mutex_);
  seen_.erase(collection);
}

}  // namespace segaudit::agent
