#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace segaudit::agent {

// Unpacks gzip as it arrives and never beyond a limit, whatever the packed bytes claim. One thread at a time.
class GzipReader {
 public:
  explicit GzipReader(std::size_t limit);
  ~GzipReader();

  // Appends what the bytes unpack to. Throws TransportError: malformed, or too_large once `out` would pass the limit.
  void unpack(std::string_view bytes, std::string& out);

  // Whether the bytes so far are a whole.
  bool is_complete() const { return complete_; }

 private:
  struct Stream;
  const std::size_t limit_;
  bool complete_ = false;
  std::unique_ptr<Stream> stream_;
};

}  // namespace segaudit::agent
