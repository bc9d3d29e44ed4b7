#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "storage/model.h"
#include "storage/person.h"

namespace segaudit::storage {

// Whom to forget.
struct Subject {
  std::string who;                                       // id of a user, or e-mail address
  std::function<Aliases(const std::string&)> aliases;    // of an address
  std::string fingerprint;                               // keyed; the only trace that is left of who it was
  std::string stand_in;                                  // how pseudonyms begin
  bool pseudonyms = false;  // the agent stores pseudonyms at present: those of who is still there may stay
};

// What an erasure removes, or has removed.
struct Erasure {
  std::map<std::string, std::int64_t> rows;  // by what they are: "user", "audit_event", "violation", "configuration"
  std::vector<Seq> positions;                // of those rows
  // What holds now and names the person, not only by an id: "user u1", "configuration waivers". The agent would read or
  // note it again.
  std::vector<std::string> still_there;
  std::int64_t kept_ids = 0;                 // rows whose own id names the person; ids are linked, they cannot go
};

// What erase() would remove. Read-only, also beside a running agent. Throws StorageError.
Erasure plan_erasure(const std::filesystem::path& database, const Subject& subject);

// Removes the contents of all rows of the log that are about the person or name them, in one transaction, makes the
// derived tables anew and logs an `erasure` row. Links still hold; such rows keep their place, time, type and id.
// Then every page that held something is overwritten; doing that again, or for the first time after an interruption, is
// what a call does that finds nothing to remove. Needs the database for itself. Throws StorageError; before its text
// says "erased", nothing is.
Erasure erase(const std::filesystem::path& database, const std::string& key_check, const Subject& subject, Time now);

}  // namespace segaudit::storage
