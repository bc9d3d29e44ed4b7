#pragma once

#include <filesystem>

namespace segaudit::agent {

// Held by the one process that may write a database. Throws StorageError when another one holds it.
class DatabaseLock {
 public:
  explicit DatabaseLock(const std::filesystem::path& database);
  ~DatabaseLock();
  DatabaseLock(const DatabaseLock&) = delete;
  DatabaseLock& operator=(const DatabaseLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace segaudit::agent
