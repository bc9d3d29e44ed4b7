#pragma once

#include <filesystem>

namespace segaudit::agent {

// A temporary folder that only this user can enter, and that goes with its owner. Throws std::runtime_error.
class PrivateDirectory {
 public:
  PrivateDirectory();
  ~PrivateDirectory();
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace segaudit::agent
