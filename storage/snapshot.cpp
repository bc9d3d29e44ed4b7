#include "storage/snapshot.h"

#include <sqlite3.h>

#include <map>

#include "storage/database.h"

namespace segaudit::storage {
namespace {

constexpr int kOpcodesBetweenChecks = 1000;

Value value_of(const SQLite::Column& column) {
  if (column.isNull()) return std::monostate{};
  if (column.isInteger()) return std::int64_t(column.getInt64());
  if (column.isFloat()) return column.getDouble();
  return column.getString();
}

void bind(SQLite::Statement& statement, int index, const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    statement.bind(index, *whole);
  else if (const auto* real = std::get_if<double>(&value))
    statement.bind(index, *real);
  else if (const auto* text = std::get_if<std::string>(&value))
    statement.bindNoCopy(index, *text);
  else
    statement.bind(index);
}

}  // namespace

struct Snapshot::Impl {
  std::filesystem::path path;
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
  std::unique_ptr<SQLite::Database> database;
  std::map<std::string, SQLite::Statement> statements;  // compiled once; some are asked for hundreds of times

  SQLite::Statement& statement(const std::string& sql) {
    const auto known = statements.find(sql);
    if (known != statements.end()) return known->second;
    return statements.emplace(sql, SQLite::Statement(*database, sql)).first->second;
  }

  static int is_over(void* self) {
    const auto& impl = *static_cast<const Impl*>(self);
    return impl.stop.stop_requested() || std::chrono::steady_clock::now() >= impl.deadline ? 1 : 0;
  }
};

Snapshot::Snapshot(const std::filesystem::path& file, std::chrono::milliseconds deadline, std::stop_token stop)
    : impl_(std::make_unique<Impl>()) {
  impl_->path = file;
  impl_->deadline = std::chrono::steady_clock::now() + deadline;
  impl_->stop = std::move(stop);
  impl_->database = open_for_reading(file);
  translating(file, [&] {
    sqlite3_progress_handler(impl_->database->getHandle(), kOpcodesBetweenChecks, &Impl::is_over, impl_.get());
    impl_->database->exec("BEGIN");
  });
  const Result last = run("SELECT seq, at FROM log ORDER BY seq DESC LIMIT 1");
  if (last.rows.empty()) return;
  position_ = std::get<std::int64_t>(last.rows[0][0]);
  recorded_at_ = Time(std::chrono::milliseconds(std::get<std::int64_t>(last.rows[0][1])));
}

Snapshot::~Snapshot() = default;

Result Snapshot::run(const std::string& sql, const std::vector<Value>& values) {
  return translated(impl_->path, [&] {
    try {
      SQLite::Statement& statement = impl_->statement(sql);
      for (std::size_t i = 0; i < values.size(); ++i) bind(statement, int(i) + 1, values[i]);
      Result result;
      for (int i = 0; i < statement.getColumnCount(); ++i) result.columns.emplace_back(statement.getColumnName(i));
      while (statement.executeStep()) {
        auto& row = result.rows.emplace_back();
        for (int i = 0; i < statement.getColumnCount(); ++i) row.push_back(value_of(statement.getColumn(i)));
      }
      statement.reset();
      return result;
    } catch (const SQLite::Exception& error) {
      if (error.getErrorCode() == SQLITE_INTERRUPT) throw QueryError("it took too long");
      throw;
    }
  });
}

std::int64_t Snapshot::number(const std::string& sql, const std::vector<Value>& values) {
  const Result result = run(sql, values);
  if (result.rows.empty()) return 0;
  const auto* whole = std::get_if<std::int64_t>(&result.rows[0][0]);
  return whole ? *whole : 0;
}

}  // namespace segaudit::storage
