#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "storage/model.h"

namespace segaudit::storage {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

// The value as text: NULL is the empty string, whole numbers without a fraction.
std::string to_text(const Value& value);

struct Result {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

// The query is wrong, forbidden, or broke a limit. The session goes on.
class QueryError : public std::runtime_error {
 public:
  QueryError(const std::string& what, std::optional<std::size_t> offset = {})
      : std::runtime_error(what), offset_(offset) {}
  std::optional<std::size_t> offset() const { return offset_; }  // byte in the SQL text, where SQLite knows it

 private:
  std::optional<std::size_t> offset_;
};

struct QueryLimits {
  std::chrono::milliseconds deadline{5000};
  std::size_t max_rows = 10'000;
};

// What a query reads, learnt from the compiler without running it.
struct Inspection {
  std::vector<std::string> columns;
  std::vector<std::string> parameters;  // without the colon
  std::set<std::string> kinds;          // kinds whose documents it reads, through whatever views
  bool time_dependent = false;          // its answer changes as time goes by, or with every look
  bool reads_changes = false;           // reads `changes` or `changed_fields`
};

// Foreign SQL, run safely: one SELECT at a time on a read-only connection of its own, where only listed actions and
// functions pass, with a deadline and limits on rows, values and patterns. One thread at a time.
class QuerySession {
 public:
  // Reads the database as it is now, or as it was at log position `as_of`. Throws StorageError.
  explicit QuerySession(const std::filesystem::path& database, std::optional<Seq> as_of = {});
  // The read model without a row: to check queries where there is no database.
  static QuerySession empty();
  QuerySession(QuerySession&&) noexcept;
  QuerySession& operator=(QuerySession&&) noexcept;
  ~QuerySession();

  // Starts a read transaction: until end(), every query sees the same state and the same `now`. Returns its position.
  Seq begin(Time now);
  void end();

  // Compiles only. Throws QueryError.
  Inspection inspect(const std::string& sql);

  // Runs with `:name` bound from parameters; a parameter that is not given is NULL. Throws QueryError.
  Result run(const std::string& sql, const std::map<std::string, Value>& parameters = {}, QueryLimits limits = {});

  // What cannot be judged at this position, among these kinds.
  std::vector<Blindness> blindness(const std::set<std::string>& kinds);

  // How many resources of a kind there are at this position.
  std::int64_t resource_count(const std::string& kind);

  // Names of the read model with their columns, for documentation and hints.
  std::map<std::string, std::vector<std::string>> read_model();

 private:
  struct Impl;
  explicit QuerySession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace segaudit::storage
