#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace segaudit::agent {

// How many items to ask an endpoint for, so that its pages stay small: learnt from the pages that came. Any thread.
class PageSizes {
 public:
  // largest: where an endpoint starts. bytes: what a page should not exceed.
  PageSizes(int largest, std::size_t bytes) : largest_(largest), bytes_(bytes) {}

  int of(const std::string& endpoint) const;

  // A page with so many items had so many bytes. Returns the size that is right for the next ones.
  int learn(const std::string& endpoint, std::size_t items, std::size_t bytes);

  // A page of this size did not even arrive whole.
  int shrink(const std::string& endpoint, int size);

 private:
  const int largest_;
  const std::size_t bytes_;
  mutable std::mutex mutex_;
  std::map<std::string, int> sizes_;
};

}  // namespace segaudit::agent
