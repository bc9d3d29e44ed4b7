#include "storage/body_hashes.h"

#include <optional>

#include "storage/hash.h"
#include "storage/log.h"

namespace segaudit::storage {
namespace {

struct Body {
  Seq seq = 0;
  std::string type;
  std::string content;
};

std::optional<Body> body_in(SQLite::Statement& read) {
  if (!read.executeStep() || read.getColumn(2).isNull()) return std::nullopt;  // not there, or erased
  return Body{read.getColumn(0).getInt64(), read.getColumn(1).getString(), read.getColumn(2).getString()};
}

std::optional<Body> current(SQLite::Database& database, const std::string& kind, const std::string& id, Seq position) {
  const char* const now = "v.to_seq IS NULL";  // what the index is for
  const char* const then = "v.from_seq <= ?3 AND (v.to_seq IS NULL OR v.to_seq > ?3)";
  SQLite::Statement read(database,
                         std::string("SELECT l.seq, l.type, l.content FROM version_rows v "
                                     "JOIN log l ON l.seq = v.from_seq WHERE v.kind = ?1 AND v.id = ?2 AND ") +
                             (position == INT64_MAX ? now : then));
  read.bind(1, kind);
  read.bind(2, id);
  if (position != INT64_MAX) read.bind(3, std::int64_t(position));
  return body_in(read);
}

std::optional<Body> before(SQLite::Database& database, const std::string& kind, const std::string& id, Seq seq) {
  SQLite::Statement read(database,
                         "SELECT l.seq, l.type, l.content FROM version_rows v JOIN log l ON l.seq = v.from_seq "
                         "WHERE v.kind = ?1 AND v.id = ?2 AND v.to_seq = ?3");
  read.bind(1, kind);
  read.bind(2, id);
  read.bind(3, std::int64_t(seq));
  return body_in(read);
}

}  // namespace

std::vector<std::string> body_hashes(SQLite::Database& database, const std::string& kind, const std::string& id,
                                     Seq position) {
  std::vector<std::string> hashes;
  auto body = current(database, kind, id, position);
  while (body) {
    hashes.push_back(sha256_hex(body->content));
    if (body->type != row::kReinterpreted) break;
    body = before(database, kind, id, body->seq);
  }
  return hashes;
}

}  // namespace segaudit::storage
