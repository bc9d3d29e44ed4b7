#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/page.h"
#include "storage/model.h"

namespace segaudit::agent {

// What the last recorded look at a collection saw: the bytes of each item, and what they stand for.
struct Seen {
  struct Item {
    std::string id;
    std::vector<std::pair<std::string, std::string>> parts;  // kind and id of what was embedded in it
  };
  std::unordered_map<Fingerprint, Item, FingerprintHash> items;
  std::unordered_map<Fingerprint, std::string, FingerprintHash> parts;  // embedded documents, by their bytes: their id
  // The answers themselves, in order, and the items on each. When all come again as they were, so does everything in
  // them. Empty after a look that lacked something known: then the next one must read every item.
  std::vector<KnownPage> pages;
  std::vector<std::vector<Fingerprint>> page_items;

  std::vector<std::string> ids() const;
};

// From here on no answer is recognised as a whole.
void forget_pages(Seen& seen);

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
