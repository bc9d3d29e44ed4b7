#pragma once

#include <filesystem>

#include "storage/model.h"

namespace segaudit::agent {

// Another process may write the database at present.
class DatabaseInUse : public storage::StorageError {
  using storage::StorageError::StorageError;
};

// Held by the one process that may write a database. Throws DatabaseInUse when another one holds it, StorageError when
// it cannot be had at all.
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
