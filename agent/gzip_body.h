#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace segaudit::agent {

// The large, seldom changing front part of an answer, compressed once. Any tail can follow: the two make one gzip
// stream of a single member, so that every client can read it. A value.
class GzipFront {
 public:
  GzipFront() : GzipFront(std::string_view()) {}
  explicit GzipFront(std::string_view text);

  // What has to follow bytes() on the wire so that the whole unpacks to the front and then `tail`.
  std::string finished_with(std::string_view tail) const;

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;  // header and complete blocks, none of them marked as the last
  std::uint32_t crc_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace segaudit::agent
