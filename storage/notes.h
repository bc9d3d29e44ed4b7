#pragma once

#include <optional>
#include <string>

#include "storage/snapshot.h"

// What Store::note() remembered beside the log, for whoever reads it without the right to write.
namespace segaudit::storage {

// The key of a note in the table of what is known about the database itself.
std::string note_key(const std::string& name);

// Nothing: never noted. Throws what Snapshot::run does.
std::optional<std::string> noted_in(Snapshot& snapshot, const std::string& name);

}  // namespace segaudit::storage
