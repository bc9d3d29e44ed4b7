#include "storage/erase.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "storage/database.h"
#include "storage/log.h"
#include "storage/migration.h"

namespace segaudit::storage {
namespace {

using nlohmann::json;

constexpr std::array kOfResources = {row::kCollectionSeen, row::kCollectionRetired, row::kGapOpened, row::kGapClosed,
                                     row::kNotAvailable,   row::kConfig,            row::kSweep,     row::kErasure};

// Rows that tell what happened and what is wrong, and not what a resource is like or how it was read: in them an id
// alone is about the person.
bool tells_of_people(std::string_view type) {
  return !opens_version(type) && !ends_version(type) && std::ranges::find(kOfResources, type) == kOfResources.end();
}

std::string name_of(const LogRow& row) {
  if (opens_version(row.type)) return row.kind;
  return row.type == row::kConfig ? "configuration" : row.type;
}

// Whether the row is what holds at present: a version that nothing has followed, or configuration in force.
class Present {
 public:
  explicit Present(SQLite::Database& database)
      : version_(database, "SELECT 1 FROM version_rows WHERE from_seq = ? AND to_seq IS NULL"),
        config_(database, "SELECT 1 FROM config_rows WHERE from_seq = ? AND to_seq IS NULL") {}

  bool has(const LogRow& row) {
    if (row.type != row::kConfig && !opens_version(row.type)) return false;
    auto& find = row.type == row::kConfig ? config_ : version_;
    find.reset();
    find.bind(1, std::int64_t(row.seq));
    return find.executeStep();
  }

 private:
  SQLite::Statement version_, config_;
};

class Search {
 public:
  Search(SQLite::Database& database, const Subject& subject)
      : subject_(subject),
        person_(database, subject.who, subject.aliases, subject.stand_in),
        present_(database) {}

  void look_at(const LogRow& row) {
    if (person_.is_named_by(row.id) || person_.is_named_by(row.parent)) ++found_.kept_ids;
    if (!row.content || row.type == row::kErasure) return;
    const Mention mention = person_.mention_in(*row.content, tells_of_people(row.type));
    const bool by_name = mention.by_name && !person_.is_somebody_else(row.id);
    const bool by_id = mention.by_id && tells_of_people(row.type);
    if (!person_.is(row.id) && !mention.by_address && !by_name && !by_id) return;
    if (present_.has(row)) {
      if (subject_.pseudonyms && !mention.in_clear) return;
      // An id alone names nobody: read again, it says no more than the ids that stay.
      if (mention.by_address || mention.by_name) found_.still_there.push_back(name_of(row) + " " + row.id);
    }
    ++found_.rows[name_of(row)];
    found_.positions.push_back(row.seq);
    if (row.type == row::kViolation) note_violation(row);
  }

  Erasure take() { return std::move(found_); }
  // For the row that tells of the erasure.
  std::string content() const {
    return json{{"subject", subject_.fingerprint}, {"rows", found_.rows}, {"violations", violations_}}.dump();
  }

 private:
  // States and times stay: they are about the policy, and counters and as-of answers rest on them.
  void note_violation(const LogRow& row) {
    const json content = json::parse(*row.content, nullptr, false);
    json fact = {{"seq", row.seq}};
    for (const char* name : {"state", "from", "severity", "first_seen", "since"})
      if (const auto value = content.find(name); content.is_object() && value != content.end()) fact[name] = *value;
    violations_.push_back(std::move(fact));
  }

  const Subject& subject_;
  const Person person_;
  Present present_;
  Erasure found_;
  json violations_ = json::array();
};

void check_key(SQLite::Database& database, const std::filesystem::path& file, const std::string& key_check) {
  SQLite::Statement read(database, "SELECT value FROM meta WHERE name = 'key_check'");
  if (read.executeStep() && read.getColumn(0).getString() == key_check) return;
  throw StorageError(file.string() + ": was written with another redaction key; put its key file back beside it");
}

Erasure remove_contents(SQLite::Database& database, const Subject& subject, Time now) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  std::optional<Search> search(std::in_place, database, subject);
  for_each_row(database, 1, [&](const LogRow& row) { search->look_at(row); });
  const std::string content = search->content();
  Erasure erased = search->take();
  search.reset();
  if (erased.positions.empty()) return erased;
  SQLite::Statement remove(database, "UPDATE log SET content = NULL, salt = NULL WHERE seq = ?");
  for (const auto position : erased.positions) {
    remove.reset();
    remove.bind(1, std::int64_t(position));
    remove.exec();
  }
  LogWriter(database).append(row::kErasure, "", "", "", content, now);
  rebuild_derived_tables(database);
  transaction.commit();
  return erased;
}

// VACUUM writes the file anew from what is left; the log beside it, which still holds what was there, is emptied.
void overwrite_free_pages(SQLite::Database& database, const std::filesystem::path& file) {
  database.exec("VACUUM");
  SQLite::Statement checkpoint(database, "PRAGMA wal_checkpoint(TRUNCATE)");
  if (checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0) return;
  throw StorageError(file.string() + ": erased, but another program is reading the database, so its old pages are not "
                                     "overwritten yet; end that program and run the same command again");
}

}  // namespace

Erasure plan_erasure(const std::filesystem::path& file, const Subject& subject) {
  return translated(file, [&] {
    const auto database = open_for_reading(file);
    database->exec("BEGIN");
    if (!has_present_derived_tables(*database))
      throw StorageError(file.string() +
                         ": derived tables were made by another version of segaudit; start the agent once");
    Search search(*database, subject);
    for_each_row(*database, 1, [&](const LogRow& row) { search.look_at(row); });
    return search.take();
  });
}

Erasure erase(const std::filesystem::path& file, const std::string& key_check, const Subject& subject, Time now) {
  return translated(file, [&] {
    const auto database = open_for_writing(file);
    migrate(*database, file);
    check_key(*database, file, key_check);
    refresh_derived_tables(*database);
    database->exec("PRAGMA secure_delete = ON");
    Erasure erased = remove_contents(*database, subject, now);
    overwrite_free_pages(*database, file);
    return erased;
  });
}

}  // namespace segaudit::storage
