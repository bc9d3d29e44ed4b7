#include "storage/log.h"

#include <algorithm>
#include <cstring>

namespace segaudit::storage {
namespace {

constexpr std::size_t kSaltBytes = 16;

void add_number(std::string& text, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += char(value >> (8 * i));
}

void add_text(std::string& text, std::string_view value) {
  add_number(text, value.size(), 4);
  text += value;
}

// Each field with its length, so that no two different headers have the same bytes.
std::string encoded(const LogRow& header) {
  std::string text;
  add_number(text, std::uint64_t(header.seq), 8);
  add_number(text, std::uint64_t(header.at.time_since_epoch().count()), 8);
  for (const std::string* field : {&header.type, &header.kind, &header.id, &header.parent}) add_text(text, *field);
  return text;
}

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
  statement.bind(index, static_cast<const void*>(bytes.data()), int(bytes.size()));
}

}  // namespace

bool opens_version(std::string_view type) {
  return type == row::kBaseline || type == row::kCreated || type == row::kModified || type == row::kReinterpreted;
}

bool ends_version(std::string_view type) { return type == row::kDeleted || type == row::kVanished; }

Digest link_of(Sha256& hash, const Digest& previous, const LogRow& header, const Digest& content_hash) {
  return hash.add(previous).add(encoded(header)).add(content_hash).finish();
}

Digest hash_content(Sha256& hash, std::string_view salt, std::string_view content) {
  return hash.add(salt).add(content).finish();
}

LogWriter::LogWriter(SQLite::Database& database)
    : database_(database),
      insert_(database, "INSERT INTO log (seq, at, type, kind, id, parent, content, salt, content_hash, link) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)") {
  read_last_row();
}

void LogWriter::read_last_row() {
  SQLite::Statement last(database_, "SELECT seq, at, link FROM log ORDER BY seq DESC LIMIT 1");
  last_seq_ = 0;
  last_at_ = {};
  last_link_ = {};
  if (!last.executeStep()) return;
  last_seq_ = last.getColumn(0).getInt64();
  last_at_ = Time(std::chrono::milliseconds(last.getColumn(1).getInt64()));
  const std::string link = last.getColumn(2).getString();
  if (link.size() != last_link_.size()) throw StorageError("the log's last row has no valid link: run segaudit verify");
  std::memcpy(last_link_.data(), link.data(), link.size());
}

std::string LogWriter::next_salt() {
  if (salts_.size() < kSaltBytes) salts_ = random_bytes(256 * kSaltBytes);
  const std::string salt = salts_.substr(salts_.size() - kSaltBytes);
  salts_.resize(salts_.size() - kSaltBytes);
  return salt;
}

LogRow LogWriter::append(std::string_view type, std::string_view kind, std::string_view id, std::string_view parent,
                         std::optional<std::string> content, Time now) {
  LogRow row{last_seq_ + 1,     std::max(last_at_, now), std::string(type),  std::string(kind),
             std::string(id), std::string(parent),     std::move(content)};
  const std::string salt = row.content ? next_salt() : "";
  const Digest content_hash = row.content ? hash_content(hash_, salt, *row.content) : Digest{};
  const Digest link = link_of(hash_, last_link_, row, content_hash);
  insert_.reset();
  insert_.bind(1, std::int64_t(row.seq));
  insert_.bind(2, std::int64_t(row.at.time_since_epoch().count()));
  insert_.bindNoCopy(3, row.type);
  insert_.bindNoCopy(4, row.kind);
  insert_.bindNoCopy(5, row.id);
  insert_.bindNoCopy(6, row.parent);
  if (row.content) {
    insert_.bindNoCopy(7, *row.content);
    bind_blob(insert_, 8, salt);
  } else {
    insert_.bind(7);
    insert_.bind(8);
  }
  bind_blob(insert_, 9, as_bytes(content_hash));
  bind_blob(insert_, 10, as_bytes(link));
  insert_.exec();
  last_seq_ = row.seq;
  last_at_ = row.at;
  last_link_ = link;
  return row;
}

void for_each_row(SQLite::Database& database, Seq from, const std::function<void(const LogRow&)>& each) {
  SQLite::Statement rows(database, "SELECT seq, at, type, kind, id, parent, content FROM log WHERE seq >= ? ORDER BY seq");
  rows.bind(1, std::int64_t(from));
  while (rows.executeStep()) {
    LogRow row{rows.getColumn(0).getInt64(),  Time(std::chrono::milliseconds(rows.getColumn(1).getInt64())),
               rows.getColumn(2).getString(), rows.getColumn(3).getString(),
               rows.getColumn(4).getString(), rows.getColumn(5).getString(),
               {}};
    if (!rows.getColumn(6).isNull()) row.content = rows.getColumn(6).getString();
    each(row);
  }
}

}  // namespace segaudit::storage
