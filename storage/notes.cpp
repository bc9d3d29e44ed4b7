#include "storage/notes.h"

namespace segaudit::storage {

std::string note_key(const std::string& name) { return "note:" + name; }

std::optional<std::string> noted_in(Snapshot& snapshot, const std::string& name) {
  const auto found = snapshot.run("SELECT value FROM meta WHERE name = ?1", {note_key(name)});
  if (found.rows.empty()) return std::nullopt;
  return to_text(found.rows[0][0]);
}

}  // namespace segaudit::storage
