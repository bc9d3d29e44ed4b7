#pragma once

#include <filesystem>

namespace segaudit::rules {

// A directory of its own that disappears with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory();  // throws std::filesystem::filesystem_error
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace segaudit::rules
