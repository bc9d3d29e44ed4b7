#include "rules/query_lint.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "rules/wording.h"

namespace segaudit::rules {
namespace {

using Model = std::map<std::string, std::vector<std::string>>;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = char(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// Where the word stands in the query as a whole word.
std::optional<std::size_t> find_word(const std::string& query, const std::string& word) {
  const std::string haystack = lower(query), needle = lower(word);
  if (needle.empty()) return std::nullopt;
  for (auto at = haystack.find(needle); at != std::string::npos; at = haystack.find(needle, at + 1)) {
    const bool begins = at == 0 || !is_word(haystack[at - 1]);
    const std::size_t end = at + needle.size();
    if (begins && (end == haystack.size() || !is_word(haystack[end]))) return at;
  }
  return std::nullopt;
}

// What follows `words` in SQLite's text: the name it does not know.
std::optional<std::string> name_after(const std::string& text, std::string_view words) {
  if (!text.starts_with(words)) return std::nullopt;
  return text.substr(words.size());
}

std::string without_qualifier(const std::string& name) { return name.substr(name.rfind('.') + 1); }

std::vector<std::string> table_names(const Model& model) {
  std::vector<std::string> names;
  for (const auto& [table, columns] : model) names.push_back(table);
  return names;
}

// Columns of the tables that the query names; of all tables when it names none.
std::vector<std::string> column_names(const Model& model, const std::string& query) {
  std::vector<std::string> named, all;
  for (const auto& [table, columns] : model) {
    all.insert(all.end(), columns.begin(), columns.end());
    if (find_word(query, table)) named.insert(named.end(), columns.begin(), columns.end());
  }
  return named.empty() ? all : named;
}

QueryMistake unknown_name(const storage::QueryError& error, const std::string& query, const std::string& name,
                          const std::vector<std::string>& candidates) {
  const std::string word = without_qualifier(name);
  std::string hint = did_you_mean(word, candidates);
  if (query.find('"' + word + '"') != std::string::npos) hint = " (text is written in single quotes: '" + word + "')";
  return {error.offset() ? error.offset() : find_word(query, word), error.what() + hint};
}

QueryMistake explained(const storage::QueryError& error, const std::string& query, storage::QuerySession& session) {
  const std::string text = error.what();
  if (const auto table = name_after(text, "no such table: "))
    return unknown_name(error, query, *table, table_names(session.read_model()));
  if (const auto column = name_after(text, "no such column: "))
    return unknown_name(error, query, *column, column_names(session.read_model(), query));
  return {error.offset(), text};
}

void check_columns(const Policy& policy, const std::vector<std::string>& columns, std::vector<QueryMistake>& mistakes) {
  const auto require = [&](const std::string& column, const std::string& why) {
    if (std::ranges::find(columns, column) == columns.end())
      mistakes.push_back({{}, "must return a column " + column + why + "; it returns " + listed(columns)});
  };
  require("resource_id", "");
  if (policy.type == PolicyType::event) require("at", " (the time of the event)");
  std::set<std::string> seen;
  for (const auto& column : columns)
    if (!seen.insert(column).second) mistakes.push_back({{}, "returns two columns named " + in_quotes(column)});
}

void check_parameters(const Policy& policy, const std::vector<std::string>& used, std::vector<QueryMistake>& mistakes) {
  std::vector<std::string> declared;
  for (const auto& [name, value] : policy.parameters) declared.push_back(name);
  for (const auto& name : used) {
    if (policy.parameters.contains(name)) continue;
    const auto at = policy.query.find(":" + name);
    mistakes.push_back({at == std::string::npos ? std::nullopt : std::optional(at),
                        name.empty() ? "parameters are written :name"
                                     : "the parameter :" + name + " is not declared" + did_you_mean(name, declared)});
  }
  for (const auto& name : declared)
    if (std::ranges::find(used, name) == used.end()) mistakes.push_back({{}, "does not use the parameter " + name});
}

}  // namespace

std::vector<QueryMistake> lint_query(const Policy& policy, storage::QuerySession& model,
                                     std::optional<std::vector<std::string>>& columns) {
  std::vector<QueryMistake> mistakes;
  try {
    const storage::Inspection inspection = model.inspect(policy.query);
    columns = inspection.columns;
    check_columns(policy, inspection.columns, mistakes);
    check_parameters(policy, inspection.parameters, mistakes);
    if (inspection.kinds.empty() && !inspection.reads_changes && !inspection.time_dependent)
      mistakes.push_back({{}, "reads nothing of the read model"});
  } catch (const storage::QueryError& error) {
    mistakes.push_back(explained(error, policy.query, model));
  }
  return mistakes;
}

}  // namespace segaudit::rules
