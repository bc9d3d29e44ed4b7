#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::storage {

// What a database holds, read without writing: also beside a running agent. Every function throws StorageError.
class Archive {
 public:
  explicit Archive(const std::filesystem::path& database) : path_(database) {}

  // The last position recorded at or before a time; 0: nothing had been recorded yet.
  Seq position_at(Time time) const;
  Seq length() const;
  std::optional<std::string> workspace_id() const;
  // Pending, open and waived violations, at a position or now.
  std::vector<Violation> active_violations(std::optional<Seq> as_of = {}) const;
  std::vector<Collection> collections() const;

 private:
  std::filesystem::path path_;
};

}  // namespace segaudit::storage
