#include "agent/question.h"

#include <cassert>

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
  return question;
}

}  // namespace segaudit::agent
