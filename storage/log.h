#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/hash.h"
#include "storage/model.h"

namespace segaudit::storage {

// Types of log rows.
namespace row {
inline constexpr std::string_view kBaseline = "baseline";            // version: first look at its collection
inline constexpr std::string_view kCreated = "created";              // version: new
inline constexpr std::string_view kModified = "modified";            // version: different
inline constexpr std::string_view kReinterpreted = "reinterpreted";  // version: the same, read by a newer reader
inline constexpr std::string_view kDeleted = "deleted";              // end: an audit event says so
inline constexpr std::string_view kVanished = "vanished";            // end: it is not there any more
inline constexpr std::string_view kAuditEvent = "audit_event";
inline constexpr std::string_view kAttribution = "attribution";      // which audit events tell of a change
inline constexpr std::string_view kCollectionSeen = "collection_seen";
inline constexpr std::string_view kCollectionRetired = "collection_retired";
inline constexpr std::string_view kGapOpened = "gap_opened";
inline constexpr std::string_view kGapClosed = "gap_closed";
inline constexpr std::string_view kNotAvailable = "not_available";
inline constexpr std::string_view kViolation = "violation";
inline constexpr std::string_view kConfig = "config";
inline constexpr std::string_view kSweep = "sweep";
inline constexpr std::string_view kErasure = "erasure";              // contents of earlier rows were removed
}  // namespace row

bool opens_version(std::string_view type);  // baseline, created, modified, reinterpreted
bool ends_version(std::string_view type);   // deleted, vanished

struct LogRow {
  Seq seq = 0;
  Time at{};
  std::string type;
  std::string kind;
  std::string id;
  std::string parent;
  std::optional<std::string> content;  // JSON; absent: it never had any, or it was erased
};

// Hash that a row contributes to the chain. `previous` is all zero for the first row.
Digest link_of(Sha256& hash, const Digest& previous, const LogRow& header, const Digest& content_hash);
Digest hash_content(Sha256& hash, std::string_view salt, std::string_view content);

// Appends to the log of an open database; knows the last row, and so does not outlive a rollback. One thread, inside the
// caller's transaction.
class LogWriter {
 public:
  explicit LogWriter(SQLite::Database& database);

  // Takes the next position and a time that is not before the last row's; returns the row as it was written.
  LogRow append(std::string_view type, std::string_view kind, std::string_view id, std::string_view parent,
                std::optional<std::string> content, Time now);

  Seq length() const { return last_seq_; }
  const Digest& head() const { return last_link_; }

 private:
  void read_last_row();
  std::string next_salt();

  SQLite::Database& database_;
  SQLite::Statement insert_;
  Sha256 hash_;
  std::string salts_;  // random bytes not used yet
  Seq last_seq_ = 0;
  Time last_at_{};
  Digest last_link_{};
};

// Calls `each` for every row of the log in `database`, in order, from `from` on.
void for_each_row(SQLite::Database& database, Seq from, const std::function<void(const LogRow&)>& each);

}  // namespace segaudit::storage
