#pragma once

#include <map>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/log.h"

namespace segaudit::storage {

// Brings the derived tables up to date with one log row after another. What a row means for them depends on the row and
// on earlier rows only, so filling them again from the log gives the same tables. Inside the caller's transaction.
class Projector {
 public:
  explicit Projector(SQLite::Database& database);
  ~Projector();

  void apply(const LogRow& row);

 private:
  struct KindStatements;
  KindStatements& statements_of(const std::string& kind);
  SQLite::Statement& statement(const char* sql);

  void close_version(const LogRow& row);
  void open_version(const LogRow& row);
  void note_change(const LogRow& row);
  void note_fields(const LogRow& row, Seq before);
  void note_collection(const LogRow& row);
  void note_attribution(const LogRow& row);
  void note_config(const LogRow& row);
  void note_violation(const LogRow& row);
  void note_erasure(const LogRow& row);
  void project(const LogRow& row);

  SQLite::Database& database_;
  std::map<std::string, KindStatements> by_kind_;
  std::map<const char*, SQLite::Statement> statements_;
};

}  // namespace segaudit::storage
