#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::storage {

struct Fault {
  Seq seq = 0;       // row of the log; 0: not one row
  std::string text;  // what is wrong and what it breaks
};

struct VerifyReport {
  Seq rows = 0;
  std::int64_t erased = 0;       // rows whose content was erased; their hashes still hold
  std::string head;              // hex
  std::vector<Fault> faults;     // the first few; empty: everything holds together
  bool valid() const { return faults.empty(); }
};

// Checks a database read-only, also beside a running agent: links and contents of the log, order of positions and
// times, and the derived tables against the log. Throws StorageError when the file cannot be read at all.
VerifyReport verify(const std::filesystem::path& database);

}  // namespace segaudit::storage
