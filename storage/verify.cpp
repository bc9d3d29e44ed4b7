#include "storage/verify.h"

#include <cstring>
#include <limits>

#include "storage/sql_functions.h"
#include "storage/database.h"
#include "storage/log.h"
#include "storage/migration.h"
#include "storage/projector.h"
#include "storage/schema.h"

namespace segaudit::storage {
namespace {

constexpr std::size_t kMostFaults = 10;

// A column's bytes, in place.
std::string_view bytes_of(const SQLite::Column& column) {
  const void* bytes = column.getBlob();
  return {static_cast<const char*>(bytes), bytes ? std::size_t(column.getBytes()) : 0};
}

class LogCheck {
 public:
  explicit LogCheck(VerifyReport& report) : report_(report) {}

  // Checks one row against what came before. Returns false when nothing after it can be trusted.
  bool check(SQLite::Statement& row);

 private:
  bool fault(Seq seq, std::string text) {
    report_.faults.push_back({seq, std::move(text)});
    return false;
  }

  VerifyReport& report_;
  Sha256 hash_;
  Digest link_{};
  Seq seq_ = 0;
  std::int64_t at_ = std::numeric_limits<std::int64_t>::min();
};

bool LogCheck::check(SQLite::Statement& columns) {
  LogRow row;
  row.seq = columns.getColumn(0).getInt64();
  const std::int64_t at = columns.getColumn(1).getInt64();
  row.at = Time(std::chrono::milliseconds(at));
  row.type = columns.getColumn(2).getString();
  row.kind = columns.getColumn(3).getString();
  row.id = columns.getColumn(4).getString();
  row.parent = columns.getColumn(5).getString();
  if (row.seq != seq_ + 1)
    return fault(seq_ + 1, "row is missing: the next one is " + std::to_string(row.seq) + "; everything after it is unproven");
  if (at < at_) return fault(row.seq, "row is dated before the one in front of it; the order of events is unproven");
  const std::string_view stored_hash = bytes_of(columns.getColumn(8)), stored_link = bytes_of(columns.getColumn(9));
  Digest content_hash{};
  if (stored_hash.size() != content_hash.size())
    return fault(row.seq, "content hash has the wrong length; the row and everything after it are unproven");
  std::memcpy(content_hash.data(), stored_hash.data(), content_hash.size());
  const bool has_content = !columns.getColumn(6).isNull();
  if (has_content) {
    if (hash_content(hash_, bytes_of(columns.getColumn(7)), bytes_of(columns.getColumn(6))) != content_hash)
      return fault(row.seq, "content was changed (" + row.type + " of " + row.kind + " " + row.id +
                                "): it is not what the agent recorded");
  } else if (!columns.getColumn(7).isNull()) {
    return fault(row.seq, "content was taken out, but not by erasing it: its salt is still there");
  } else if (content_hash != Digest{}) {
    ++report_.erased;
  }
  const Digest link = link_of(hash_, link_, row, content_hash);
  if (stored_link != as_bytes(link))
    return fault(row.seq, "link does not follow from the row and the one before it: one of them was changed; everything "
                          "from here on is unproven");
  link_ = link;
  seq_ = row.seq;
  at_ = at;
  report_.rows = row.seq;
  report_.head = to_hex(link);
  return true;
}

void check_log(SQLite::Database& database, VerifyReport& report) {
  LogCheck check(report);
  SQLite::Statement rows(database, "SELECT seq, at, type, kind, id, parent, content, salt, content_hash, link "
                                   "FROM log ORDER BY seq");
  while (rows.executeStep())
    if (!check.check(rows)) return;
}

// Rows that one of the two has and the other has not.
void compare(SQLite::Database& rebuilt, const std::string& table, VerifyReport& report) {
  const auto count = [&](const std::string& sql) { return rebuilt.execAndGet("SELECT count(*) FROM (" + sql + ")").getInt64(); };
  const std::string ours = "SELECT * FROM main." + table, theirs = "SELECT * FROM stored." + table;
  const std::int64_t missing = count(ours + " EXCEPT " + theirs), extra = count(theirs + " EXCEPT " + ours);
  const std::int64_t difference = count(ours) - count(theirs);
  if (missing == 0 && extra == 0 && difference == 0) return;
  report.faults.push_back({0, "table " + table + " does not follow from the log: " + std::to_string(missing) +
                                  " rows are missing or different, " + std::to_string(extra) +
                                  " are not in the log; queries on it may answer wrongly"});
}

void check_derived_tables(const std::filesystem::path& file, VerifyReport& report) {
  SQLite::Database rebuilt("", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);  // a private temporary database
  add_sql_functions(rebuilt.getHandle());
  SQLite::Statement attach(rebuilt, "ATTACH ? AS stored");
  attach.bind(1, "file:" + file.string() + "?mode=ro");
  attach.exec();
  rebuilt.exec("BEGIN");
  const std::string made_by =
      rebuilt.execAndGet("SELECT coalesce((SELECT value FROM stored.meta WHERE name = 'schema_fingerprint'), '')").getString();
  if (made_by != schema_fingerprint()) {
    report.faults.push_back({0, "derived tables were made by another version of segaudit; start the agent once, or use "
                                "that version, to check them"});
    return;
  }
  create_derived_tables(rebuilt);
  Projector projector(rebuilt);
  for_each_row(rebuilt, 1, [&](const LogRow& row) { projector.apply(row); });
  for (const auto& projection : projections())
    for (const auto& table : projection.table_names)
      if (report.faults.size() < kMostFaults) compare(rebuilt, table, report);
}

}  // namespace

VerifyReport verify(const std::filesystem::path& file) {
  VerifyReport report;
  translating(file, [&] {
    const auto database = open_for_reading(file);
    database->exec("BEGIN");
    check_log(*database, report);
  });
  if (report.valid()) translating(file, [&] { check_derived_tables(file, report); });
  return report;
}

}  // namespace segaudit::storage
