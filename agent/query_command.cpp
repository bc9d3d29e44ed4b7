#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "agent/clock.h"
#include "agent/command.h"
#include "agent/json_output.h"
#include "agent/printable.h"
#include "agent/query_output.h"
#include "rules/wording.h"
#include "storage/archive.h"
#include "storage/query_session.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kMostRows = 1'000'000;
constexpr auto kDeadline = std::chrono::seconds(60);

std::string place_in(const std::string& sql, std::optional<std::size_t> offset) {
  if (!offset) return "";
  const std::string before = sql.substr(0, *offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto last = before.rfind('\n');
  return std::to_string(line) + ":" + std::to_string(before.size() - (last == std::string::npos ? 0 : last + 1) + 1) + ": ";
}

}  // namespace

storage::Time time_named_by(const std::string& text) {
  const auto time = storage::parse_time(text);
  if (!time) throw UsageError("--as-of must be a time such as 2026-03-01T12:00:00Z (got " + rules::in_quotes(text) + ")");
  return *time;
}

int query_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--format", "--as-of"}, {});
  const std::string format = arguments.choice("--format", {"table", "json", "csv"});
  if (arguments.rest().size() != 1) throw UsageError("query takes one SQL statement, in quotes");
  const Config config = config_named_by(arguments);
  const auto database = database_of(config, workspace_named_by(arguments, config));
  std::optional<storage::Time> as_of;
  if (const auto text = arguments.option("--as-of")) as_of = time_named_by(*text);
  const std::string& sql = arguments.rest().front();
  try {
    storage::QuerySession session(database, as_of ? std::optional(storage::Archive(database).position_at(*as_of)) : std::nullopt);
    session.begin(as_of.value_or(SystemClock().now()));
    const auto result = session.run(sql, {}, {kDeadline, kMostRows});
    output.out << (format == "json" ? result_json(result) : format == "csv" ? result_csv(result) : result_table(result));
    return kDone;
  } catch (const storage::QueryError& error) {
    throw UsageError("query: " + place_in(sql, error.offset()) + error.what());
  }
}

}  // namespace segaudit::agent
