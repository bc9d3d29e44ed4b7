#include "storage/sql_functions.h"

#include <sqlite3.h>

#include <cmath>

#include "storage/hash.h"
#include "storage/schema_properties.h"
#include "storage/time.h"

namespace segaudit::storage {
namespace {

// The last place at or before `size` where no UTF-8 character is split.
std::size_t character_boundary(std::string_view text, std::size_t size) {
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return size;
}

void cut_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const std::string shortened = cut({text, std::size_t(sqlite3_value_bytes(values[0]))});
  sqlite3_result_text(context, shortened.data(), int(shortened.size()), SQLITE_TRANSIENT);
}

void flag_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) != SQLITE_INTEGER) return;
  const sqlite3_int64 value = sqlite3_value_int64(values[0]);
  if (value == 0 || value == 1) sqlite3_result_int64(context, value);
}

void whole_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) == SQLITE_INTEGER) return sqlite3_result_value(context, values[0]);
  if (sqlite3_value_type(values[0]) != SQLITE_FLOAT) return;
  const double value = sqlite3_value_double(values[0]);
  if (std::abs(value) < 9e15 && value == std::floor(value)) sqlite3_result_int64(context, sqlite3_int64(value));
}

void instant_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) != SQLITE_TEXT) return;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto time = parse_time({text, std::size_t(sqlite3_value_bytes(values[0]))});
  if (time) sqlite3_result_int64(context, time->time_since_epoch().count());
}

}  // namespace

std::string cut(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  const std::string mark = "...[cut; sha256 " + sha256_hex(text) + "]";
  return std::string(text.substr(0, character_boundary(text, longest - mark.size()))) + mark;
}

void add_sql_functions(sqlite3* connection) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  sqlite3_create_function(connection, "cut", 1, kFlags, nullptr, cut_in_sql, nullptr, nullptr);
  sqlite3_create_function(connection, "flag", 1, kFlags, nullptr, flag_in_sql, nullptr, nullptr);
  sqlite3_create_function(connection, "whole", 1, kFlags, nullptr, whole_in_sql, nullptr, nullptr);
  sqlite3_create_function(connection, "instant", 1, kFlags, nullptr, instant_in_sql, nullptr, nullptr);
  add_schema_properties(connection);
}

}  // namespace segaudit::storage
