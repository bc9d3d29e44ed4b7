#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "storage/model.h"
#include "storage/query_session.h"

namespace segaudit::storage {

// Our own SQL on a read-only connection, in one read transaction: all its answers are of one position of the log. For
// whoever shows what is stored while the agent writes. Not for foreign SQL: that is QuerySession's. One thread.
class Snapshot {
 public:
  // deadline: of all queries together; `stop` ends them at once. Throws StorageError.
  Snapshot(const std::filesystem::path& database, std::chrono::milliseconds deadline, std::stop_token stop = {});
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Seq position() const { return position_; }
  Time recorded_at() const { return recorded_at_; }  // when the log's last row was written

  // Binds ?1, ?2, … Throws QueryError when the deadline has passed, StorageError for anything else; then the snapshot
  // is of no more use.
  Result run(const std::string& sql, const std::vector<Value>& values = {});
  // The first column of the first row as a number; 0 where there is none.
  std::int64_t number(const std::string& sql, const std::vector<Value>& values = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  Seq position_ = 0;
  Time recorded_at_{};
};

}  // namespace segaudit::storage
