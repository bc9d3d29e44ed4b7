#include "storage/query_session.h"

#include <sqlite3.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

#include "storage/clock_vfs.h"
#include "storage/database.h"
#include "storage/migration.h"
#include "storage/sandbox.h"
#include "storage/schema.h"
#include "storage/embedded.h"

namespace segaudit::storage {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

constexpr int kOpcodesBetweenChecks = 1000;

bool is_blank(std::string_view text) {
  for (unsigned char c : text)
    if (!std::isspace(c) && c != ';') return false;
  return true;
}

// Comments may follow a statement; a second statement may not.
bool holds_a_statement(sqlite3* connection, const char* tail) {
  if (is_blank(tail)) return false;
  sqlite3_stmt* next = nullptr;
  const int code = sqlite3_prepare_v2(connection, tail, -1, &next, nullptr);
  Statement guard(next, sqlite3_finalize);
  return code != SQLITE_OK || next != nullptr;
}

Value value_in(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: return std::int64_t(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
    case SQLITE_NULL: return std::monostate{};
    default: {
      const auto* text = static_cast<const char*>(sqlite3_column_blob(statement, column));
      return std::string(text ? text : "", std::size_t(sqlite3_column_bytes(statement, column)));
    }
  }
}

void bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) sqlite3_bind_int64(statement, index, *whole);
  else if (const auto* real = std::get_if<double>(&value)) sqlite3_bind_double(statement, index, *real);
  else if (const auto* text = std::get_if<std::string>(&value))
    sqlite3_bind_text(statement, index, text->data(), int(text->size()), SQLITE_TRANSIENT);
  else sqlite3_bind_null(statement, index);
}

struct Deadline {
  std::chrono::steady_clock::time_point at;
  bool passed = false;
  static int check(void* self) {
    auto& deadline = *static_cast<Deadline*>(self);
    deadline.passed = std::chrono::steady_clock::now() >= deadline.at;
    return deadline.passed ? 1 : 0;
  }
};

}  // namespace

std::string to_text(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const auto* real = std::get_if<double>(&value);
  if (!real) return {};
  if (std::abs(*real) < 1e15 && *real == std::floor(*real)) return std::to_string(std::int64_t(*real));
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, *real);
  return {digits, end.ptr};
}

struct QuerySession::Impl {
  ClockVfs clock;
  std::filesystem::path path;
  std::unique_ptr<SQLite::Database> database;
  std::optional<Sandbox> sandbox;
  std::optional<Seq> as_of;
  std::map<std::string, std::string> kind_of_table;
  std::map<std::string, std::vector<std::string>> model;

  sqlite3* connection() { return database->getHandle(); }

  void enter_sandbox() {
    sandbox.emplace(connection());
    read_model();
    for (const auto& projection : projections()) {
      for (const auto& table : projection.table_names) {
        kind_of_table[table] = projection.kind;
        sandbox->add_readable(table);
      }
      for (const auto& view : projection.view_names) sandbox->add_readable(view);
    }
    sandbox->add_readable("collection_looks");
    sandbox->install();
  }

  void read_model() {
    for (const auto& projection : projections())
      for (const auto& view : projection.view_names) {
        SQLite::Statement columns(*database, "SELECT name FROM pragma_table_info(?)");
        columns.bind(1, view);
        while (columns.executeStep()) model[view].push_back(columns.getColumn(0).getString());
      }
  }

  // Our own statements pass the sandbox.
  template <typename Step>
  auto trusted(Step&& step) {
    sandbox->trusted = true;
    return translated(path, std::forward<Step>(step));
  }

  Statement prepare(const std::string& sql) {
    if (std::strlen(sql.c_str()) != sql.size()) throw QueryError("the query holds a NUL character");
    sandbox->trusted = false;
    sandbox->reads = {};
    sqlite3_stmt* prepared = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v2(connection(), sql.c_str(), -1, &prepared, &tail);
    Statement statement(prepared, sqlite3_finalize);
    if (code != SQLITE_OK) throw error(sql);
    if (!prepared) throw QueryError("the query is empty");
    const CompiledReads first = sandbox->reads;
    if (holds_a_statement(connection(), tail))
      throw QueryError("only one statement is allowed in a query", std::size_t(tail - sql.c_str()));
    sandbox->reads = first;
    if (sqlite3_stmt_isexplain(prepared)) throw QueryError("EXPLAIN is not allowed in a query", 0);
    if (!sqlite3_stmt_readonly(prepared)) throw QueryError("only SELECT is allowed in a query", 0);
    return statement;
  }

  QueryError error(const std::string& sql) {
    std::string text = sandbox->reads.refusal.empty() ? sqlite3_errmsg(connection()) : sandbox->reads.refusal;
    int offset = sqlite3_error_offset(connection());
    if (offset < 0 && !sandbox->reads.refusal.empty()) offset = -1;
    if (offset >= 0 && std::size_t(offset) <= sql.size()) return QueryError(text, std::size_t(offset));
    return QueryError(text);
  }

  std::string current(const std::string& row) const {
    if (!as_of) return row + ".to_seq IS NULL";
    const std::string seq = std::to_string(*as_of);
    return row + ".from_seq <= " + seq + " AND (" + row + ".to_seq IS NULL OR " + row + ".to_seq > " + seq + ")";
  }

  void add_blindness(const std::string& kind, std::vector<Blindness>& found);
  static void add_unseen_parts(const std::string& kind, const std::set<std::string>& looked_at,
                               std::vector<Blindness>& found);
};

QuerySession::QuerySession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
QuerySession::QuerySession(QuerySession&&) noexcept = default;
QuerySession& QuerySession::operator=(QuerySession&&) noexcept = default;
QuerySession::~QuerySession() = default;

QuerySession::QuerySession(const std::filesystem::path& file, std::optional<Seq> as_of) : impl_(std::make_unique<Impl>()) {
  impl_->path = file;
  impl_->as_of = as_of;
  impl_->database = open_for_reading(file, impl_->clock.name());
  translating(file, [&] {
    if (as_of)
      for (const auto& projection : projections()) impl_->database->exec(view_sql(projection, as_of));
    impl_->enter_sandbox();
  });
}

QuerySession QuerySession::empty() {
  auto impl = std::make_unique<Impl>();
  impl->path = "(empty)";
  impl->database = std::make_unique<SQLite::Database>(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0,
                                                      impl->clock.name());
  for (const auto& file : migration_files()) impl->database->exec(std::string(file.text));
  create_derived_tables(*impl->database);
  impl->enter_sandbox();
  return QuerySession(std::move(impl));
}

Seq QuerySession::begin(Time now) {
  impl_->clock.set(now);
  return impl_->trusted([&] {
    impl_->database->exec("BEGIN");
    const Seq length = impl_->database->execAndGet("SELECT coalesce(max(seq), 0) FROM log").getInt64();
    return impl_->as_of.value_or(length);
  });
}

void QuerySession::end() {
  impl_->trusted([&] { return impl_->database->exec("COMMIT"); });
}

Inspection QuerySession::inspect(const std::string& sql) {
  const Statement statement = impl_->prepare(sql);
  Inspection inspection;
  for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
    inspection.columns.emplace_back(sqlite3_column_name(statement.get(), i));
  for (int i = 1; i <= sqlite3_bind_parameter_count(statement.get()); ++i) {
    const char* name = sqlite3_bind_parameter_name(statement.get(), i);
    inspection.parameters.emplace_back(name ? name + 1 : "");
  }
  inspection.time_dependent = impl_->sandbox->reads.uses_time;
  for (const auto& table : impl_->sandbox->reads.tables) {
    if (const auto kind = impl_->kind_of_table.find(table); kind != impl_->kind_of_table.end() && !kind->second.empty())
      inspection.kinds.insert(kind->second);
    if (table == "change_rows" || table == "changed_field_rows") inspection.reads_changes = true;
    if (table == "collection_rows" || table == "collection_looks") inspection.time_dependent = true;
  }
  return inspection;
}

Result QuerySession::run(const std::string& sql, const std::map<std::string, Value>& parameters, QueryLimits limits) {
  const Statement statement = impl_->prepare(sql);
  Deadline deadline{std::chrono::steady_clock::now() + limits.deadline};
  struct Watch {
    sqlite3* connection;
    ~Watch() { sqlite3_progress_handler(connection, 0, nullptr, nullptr); }
  } watch{impl_->connection()};
  sqlite3_progress_handler(impl_->connection(), kOpcodesBetweenChecks, Deadline::check, &deadline);
  for (const auto& [name, value] : parameters)
    if (const int index = sqlite3_bind_parameter_index(statement.get(), (":" + name).c_str()))
      bind(statement.get(), index, value);
  Result result;
  const int width = sqlite3_column_count(statement.get());
  for (int i = 0; i < width; ++i) result.columns.emplace_back(sqlite3_column_name(statement.get(), i));
  int code;
  while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) {
    if (result.rows.size() == limits.max_rows)
      throw QueryError("the query returned more than " + std::to_string(limits.max_rows) + " rows");
    auto& row = result.rows.emplace_back();
    for (int i = 0; i < width; ++i) row.push_back(value_in(statement.get(), i));
  }
  if (deadline.passed)
    throw QueryError("the query took longer than " + std::to_string(limits.deadline.count()) + " ms and was stopped");
  if (code != SQLITE_DONE) throw QueryError(sqlite3_errmsg(impl_->connection()));
  return result;
}

// A root list that nobody looked at, or a part of one.
void QuerySession::Impl::add_unseen_parts(const std::string& kind, const std::set<std::string>& looked_at,
                                          std::vector<Blindness>& found) {
  if (looked_at.empty()) found.push_back({kind, "", "", "not_yet_observed"});
  const auto in_parts = parts().find(kind);
  if (looked_at.empty() || looked_at.contains("") || in_parts == parts().end()) return;
  for (const auto& part : in_parts->second)
    if (!looked_at.contains(part)) found.push_back({kind, part, "", "not_yet_observed"});
}

void QuerySession::Impl::add_blindness(const std::string& kind, std::vector<Blindness>& found) {
  const std::string& parent_kind = kinds().at(kind);
  SQLite::Statement states(*database, "SELECT r.parent, iif(r.state = 'gap', coalesce(r.reason, 'gap'), r.state) "
                                      "FROM collection_rows r WHERE r.kind = ? AND " + current("r") +
                                      (parent_kind.empty() ? "" : " AND r.state <> 'complete'") + " ORDER BY 1");
  states.bind(1, kind);
  std::set<std::string> looked_at;
  while (states.executeStep()) {
    const std::string parent = states.getColumn(0).getString(), reason = states.getColumn(1).getString();
    looked_at.insert(parent);
    if (reason != "complete") found.push_back({kind, parent, parent_kind, reason});
  }
  if (parent_kind.empty()) return add_unseen_parts(kind, looked_at, found);
  SQLite::Statement unseen(*database, "SELECT v.id FROM version_rows v WHERE v.kind = ? AND " + current("v") +
                                          " AND NOT EXISTS (SELECT 1 FROM collection_rows r WHERE r.kind = ? AND "
                                          "r.parent = v.id AND " + current("r") + ") ORDER BY 1");
  unseen.bind(1, parent_kind);
  unseen.bind(2, kind);
  while (unseen.executeStep()) found.push_back({kind, unseen.getColumn(0).getString(), parent_kind, "not_yet_observed"});
}

std::vector<Blindness> QuerySession::blindness(const std::set<std::string>& wanted) {
  std::set<std::string> all;
  for (std::string kind : wanted)
    for (; !kind.empty() && kinds().contains(kind); kind = kinds().at(kind)) all.insert(kind);
  return impl_->trusted([&] {
    std::vector<Blindness> found;
    for (const auto& kind : all) impl_->add_blindness(kind, found);
    return found;
  });
}

std::int64_t QuerySession::resource_count(const std::string& kind) {
  return impl_->trusted([&] {
    SQLite::Statement count(*impl_->database, "SELECT count(*) FROM version_rows v WHERE v.kind = ? AND " + impl_->current("v"));
    count.bind(1, kind);
    count.executeStep();
    return std::int64_t(count.getColumn(0).getInt64());
  });
}

std::map<std::string, std::vector<std::string>> QuerySession::read_model() { return impl_->model; }

}  // namespace segaudit::storage
