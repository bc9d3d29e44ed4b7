#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/model.h"

namespace segaudit::agent {

// 128 bits of an item's bytes, under a seed that only this process knows. Recognises what did not change; proves nothing.
struct Fingerprint {
  std::uint64_t low = 0, high = 0;
  bool operator==(const Fingerprint&) const = default;
};

Fingerprint fingerprint_of(std::string_view bytes);

struct FingerprintHash {
  std::size_t operator()(const Fingerprint& fingerprint) const { return std::size_t(fingerprint.low); }
};

// What the last recorded look at a collection saw: the bytes of each item, and what they stand for.
struct Seen {
  struct Item {
    std::string id;
    std::vector<std::pair<std::string, std::string>> parts;  // kind and id of what was embedded in it
  };
  std::unordered_map<Fingerprint, Item, FingerprintHash> items;
  std::unordered_map<Fingerprint, std::string, FingerprintHash> parts;  // embedded documents, by their bytes: their id
};

// What was seen, by collection. In memory only: after a start everything is read once more. An entry is put after the
// look was recorded, so that what is called unchanged is really stored. Any thread.
class SeenCache {
 public:
  std::shared_ptr<const Seen> of(const storage::CollectionKey& collection) const;
  void put(const storage::CollectionKey& collection, Seen seen);
  void forget(const storage::CollectionKey& collection);

 private:
  mutable std::mutex mutex_;
  std::map<storage::CollectionKey, std::shared_ptr<const Seen>> seen_;
};

}  // namespace segaudit::agent
