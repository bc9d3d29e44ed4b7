#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/model.h"

namespace segaudit::storage {

// What a resource's body goes by: SHA-256 in hex of the stored (redacted) body, present form first. When our own reader
// changed and read the same facts anew (`reinterpreted`), the hashes of the forms before follow, so that whoever
// remembers one of them still knows the body. Fingerprints in it are keyed: hashes of two databases differ.
// A form that was erased goes by nothing. Nothing for a resource that is not there at this position (INT64_MAX: now).
std::vector<std::string> body_hashes(SQLite::Database& database, const std::string& kind, const std::string& id,
                                     Seq position = INT64_MAX);

}  // namespace segaudit::storage
