#include "agent/question.h"

#include <cassert>

#include "agent/item_reader.h"
#include "agent/percent_encoding.h"

namespace segaudit::agent {
namespace {

void fill(std::string& path, std::string_view placeholder, std::string_view value) {
  const auto at = path.find(placeholder);
  if (at != std::string::npos) path.replace(at, placeholder.size(), percent_encoded(value));
}

}  // namespace

Question list_question(const Kind& kind, std::string_view parent) {
  Question question;
  question.endpoint = kind.path;
  question.path = kind.path;
  fill(question.path, "{parent}", parent);
  question.items = kind.items;
  question.accept = kind.accept;
  question.paging = kind.paging;
  question.nullable = kind.nullable && kind.paging == Paging::none;  // a null list is no list
  if (!kind.parts.parameter.empty()) question.query.emplace_back(kind.parts.parameter, parent);
  for (const auto& [name, value] : kind.query) question.query.emplace_back(name, value);
  return question;
}

Question get_question(const Kind& kind, std::string_view parent, std::string_view id) {
  assert(!kind.get_path.empty());
  Question question;
  question.endpoint = kind.get_path;
  question.path = kind.get_path;
  fill(question.path, "{parent}", parent);
  fill(question.path, "{id}", id);
  question.items = kind.get_item;
  question.accept = kind.accept;
  question.nullable = kind.nullable;
  return question;
}

Parameters dependent_parameters(const Kind& kind, std::string_view parent_body, storage::Time now) {
  Parameters parameters;
  for (const auto& [name, field] : kind.parent_query) {
    auto value = field_of(parent_body, field);
    if (!value || value->empty())
      throw UnaskableError("not asked: the " + std::string(kind.parent) + " has no " + std::string(field));
    parameters.emplace_back(name, std::move(*value));
  }
  if (kind.day.start.empty()) return parameters;
  const auto [start, end] = last_whole_day(now);
  parameters.emplace_back(kind.day.start, storage::format_time(start));
  parameters.emplace_back(kind.day.end, storage::format_time(end));
  return parameters;
}

std::pair<storage::Time, storage::Time> last_whole_day(storage::Time now) {
  const auto end = std::chrono::floor<std::chrono::days>(now - std::chrono::minutes(10));
  return {end - std::chrono::days(1), end};
}

}  // namespace segaudit::agent
