#include "storage/schema_properties.h"

#include <simdjson.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::storage {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr int kDeepest = 20;

enum Column { kName, kPath, kType, kDescription, kDepth, kSchema };

struct Property {
  std::string_view name;         // in the parsed document
  std::string path;
  std::optional<std::string> type;
  std::optional<std::string_view> description;
  int depth = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A member's name in a path: bare, or in quotes as SQLite wants it where it is not plain.
std::string step_to(std::string_view name) {
  const bool plain = !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
  if (plain) return "." + std::string(name);
  return "." + nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class Walk {
 public:
  explicit Walk(std::vector<Property>& found) : found_(found) {}

  void schema(object node, const std::string& path, int depth) {
    object properties;
    if (node["properties"].get(properties) == simdjson::SUCCESS && depth < kDeepest) {
      for (const auto [name, value] : properties) {
        object property;
        if (value.get(property) == simdjson::SUCCESS) note(name, property, path + ".properties" + step_to(name), depth);
      }
    }
    object items;
    if (levels_of_items_ < kDeepest && node["items"].get(items) == simdjson::SUCCESS) {
      ++levels_of_items_;
      schema(items, path + ".items", depth);
      --levels_of_items_;
    }
  }

 private:
  void note(std::string_view name, object property, const std::string& path, int depth) {
    Property& found = found_.emplace_back(Property{name, path, {}, {}, depth});
    element type;
    if (property["type"].get(type) == simdjson::SUCCESS) found.type = simdjson::minify(type);
    std::string_view description;
    if (property["description"].get(description) == simdjson::SUCCESS) found.description = description;
    schema(property, path, depth + 1);
  }

  std::vector<Property>& found_;
  int levels_of_items_ = 0;
};

// One reading of one schema.
struct Cursor : sqlite3_vtab_cursor {
  simdjson::dom::parser parser{};
  std::vector<Property> properties;
  std::size_t next = 0;

  void read(sqlite3_value* schema) {
    properties.clear();
    next = 0;
    if (sqlite3_value_type(schema) != SQLITE_TEXT) return;
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(schema));
    object root;
    if (parser.parse(text, std::size_t(sqlite3_value_bytes(schema))).get(root) != simdjson::SUCCESS) return;
    Walk(properties).schema(root, "$", 0);
  }
};

Cursor& cursor_of(sqlite3_vtab_cursor* base) { return *static_cast<Cursor*>(base); }

void give_text(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text(context, text.data(), int(text.size()), SQLITE_TRANSIENT);
}

int connect(sqlite3* connection, void*, int, const char* const*, sqlite3_vtab** table, char**) {
  const int code = sqlite3_declare_vtab(connection, "CREATE TABLE x (name, path, type, description, depth, schema HIDDEN)");
  if (code == SQLITE_OK) *table = new (std::nothrow) sqlite3_vtab{};
  return code != SQLITE_OK ? code : *table ? SQLITE_OK : SQLITE_NOMEM;
}

int disconnect(sqlite3_vtab* table) {
  delete table;
  return SQLITE_OK;
}

// The schema must be given: without it there is nothing to read.
int plan(sqlite3_vtab*, sqlite3_index_info* info) {
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& constraint = info->aConstraint[i];
    if (constraint.iColumn != kSchema || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (!constraint.usable) return SQLITE_CONSTRAINT;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->estimatedCost = 10;
    info->estimatedRows = 10;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
  *cursor = new (std::nothrow) Cursor{};
  return *cursor ? SQLITE_OK : SQLITE_NOMEM;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete &cursor_of(cursor);
  return SQLITE_OK;
}

// An exception must not pass through SQLite.
int filter(sqlite3_vtab_cursor* cursor, int, const char*, int count, sqlite3_value** values) try {
  if (count == 1) cursor_of(cursor).read(values[0]);
  return SQLITE_OK;
} catch (const std::bad_alloc&) {
  return SQLITE_NOMEM;
}

int next(sqlite3_vtab_cursor* cursor) {
  ++cursor_of(cursor).next;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) { return cursor_of(cursor).next >= cursor_of(cursor).properties.size(); }

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int number) {
  const Property& property = cursor_of(base).properties[cursor_of(base).next];
  if (number == kName) give_text(context, property.name);
  if (number == kPath) give_text(context, property.path);
  if (number == kType && property.type) give_text(context, *property.type);
  if (number == kDescription && property.description) give_text(context, *property.description);
  if (number == kDepth) sqlite3_result_int(context, property.depth);
  return SQLITE_OK;
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) {
  *number = sqlite3_int64(cursor_of(cursor).next);
  return SQLITE_OK;
}

sqlite3_module made_module() {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xBestIndex = plan;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = at_end;
  module.xColumn = column;
  module.xRowid = row_number;
  return module;
}

}  // namespace

void add_schema_properties(sqlite3* connection) {
  static const sqlite3_module module = made_module();
  sqlite3_create_module(connection, "schema_properties", &module, nullptr);
}

}  // namespace segaudit::storage
