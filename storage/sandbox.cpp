#include "storage/sandbox.h"

#include <sqlite3.h>

#include <cstring>
#include <string_view>

namespace segaudit::storage {
namespace {

// Functions that a query may call. Not here on purpose: printf and format (one call can take a gigabyte), randomblob
// and zeroblob, random (answers must repeat), load_extension, fts and file functions.
const std::set<std::string_view>& allowed_functions() {
  static const std::set<std::string_view> names = {
      "abs", "avg", "char", "coalesce", "count", "cume_dist", "date", "datetime", "dense_rank", "first_value", "glob",
      "group_concat", "hex", "ifnull", "iif", "instr", "json", "json_array", "json_array_length", "json_each",
      "json_extract", "json_group_array", "json_group_object", "json_object", "json_quote", "json_tree", "json_type",
      "json_valid", "julianday", "lag", "last_value", "lead", "length", "like", "likelihood", "likely", "lower", "ltrim",
      "max", "min", "nth_value", "ntile", "nullif", "percent_rank", "quote", "rank", "replace", "round", "row_number",
      "rtrim", "sign", "strftime", "substr", "substring", "sum", "time", "total", "trim", "typeof", "unicode", "unixepoch",
      "unlikely", "upper", "->", "->>", "current_date", "current_time", "current_timestamp", "ceil", "ceiling", "floor",
      "mod", "pow", "power", "sqrt", "ln", "log", "log10", "log2", "exp", "trunc"};
  return names;
}

bool tells_time(std::string_view function) {
  return function == "date" || function == "time" || function == "datetime" || function == "julianday" ||
         function == "unixepoch" || function == "strftime" || function.starts_with("current_");
}

bool is_document(std::string_view table, std::string_view column) {
  return table == "log" && (column == "seq" || column == "content");
}

constexpr int kLongestValue = 1 << 20;
constexpr int kLongestPattern = 256;
constexpr int kLongestSql = 100'000;

}  // namespace

Sandbox::Sandbox(sqlite3* connection)
    : connection_(connection),
      readable_{"json_each", "json_tree"},
      objects_{"sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master"} {
  const auto note = [](void* objects, int, char** values, char**) {
    static_cast<std::set<std::string>*>(objects)->insert(values[0]);
    return 0;
  };
  sqlite3_exec(connection_, "SELECT name FROM sqlite_schema UNION SELECT name FROM sqlite_temp_schema", note, &objects_, nullptr);
}

void Sandbox::install() {
  sqlite3_exec(connection_, "SELECT 1 FROM json_each('{}'), json_tree('{}')", nullptr, nullptr, nullptr);
  sqlite3_exec(connection_, "PRAGMA query_only = 1", nullptr, nullptr, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_limit(connection_, SQLITE_LIMIT_LENGTH, kLongestValue);
  sqlite3_limit(connection_, SQLITE_LIMIT_SQL_LENGTH, kLongestSql);
  sqlite3_limit(connection_, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, kLongestPattern);
  sqlite3_limit(connection_, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(connection_, SQLITE_LIMIT_WORKER_THREADS, 0);
  sqlite3_limit(connection_, SQLITE_LIMIT_EXPR_DEPTH, 200);
  sqlite3_limit(connection_, SQLITE_LIMIT_COMPOUND_SELECT, 100);
  sqlite3_set_authorizer(connection_, authorize, this);
}

int Sandbox::deny(std::string why) {
  reads.refusal = std::move(why);
  return SQLITE_DENY;
}

int Sandbox::authorize(void* self, int action, const char* first, const char* second, const char*, const char*) {
  return static_cast<Sandbox*>(self)->judge(action, first ? first : "", second ? second : "");
}

int Sandbox::judge(int action, const char* first, const char* second) {
  if (trusted) return SQLITE_OK;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_READ:
      // A name that stands for no table, read without a column: a common table expression of the query itself.
      if (!*second && !objects_.contains(first)) return SQLITE_OK;
      // Views look into the log for what their tables do not repeat: the document that made a row. Which rows a query
      // depends on, the view's own table has said already.
      if (is_document(first, second)) return SQLITE_OK;
      if (!readable_.contains(first)) return deny("the table " + std::string(first) + " is not part of the read model");
      reads.tables.insert(first);
      return SQLITE_OK;
    case SQLITE_FUNCTION: {
      std::string name = second;
      for (char& c : name) c = char(std::tolower(static_cast<unsigned char>(c)));
      if (!allowed_functions().contains(name)) return deny("the function " + name + "() is not allowed in a query");
      if (tells_time(name)) reads.uses_time = true;
      return SQLITE_OK;
    }
    default: return deny("only SELECT is allowed in a query");
  }
}

}  // namespace segaudit::storage
