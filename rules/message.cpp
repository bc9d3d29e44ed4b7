#include "rules/message.h"

#include <algorithm>

#include "rules/wording.h"

namespace segaudit::rules {
namespace {

bool is_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, fits);
}

void add_literal(MessageTemplate& message, std::string_view text, std::size_t offset) {
  if (message.parts.empty() || message.parts.back().is_column) message.parts.push_back({"", false, offset});
  message.parts.back().text += text;
}

// Reads what begins with a brace; returns how many bytes it takes.
std::size_t take_brace(MessageTemplate& message, std::string_view rest, std::size_t offset) {
  if (rest.starts_with("{{") || rest.starts_with("}}")) {
    add_literal(message, rest.substr(0, 1), offset);
    return 2;
  }
  if (rest.front() == '}') {
    message.mistakes.push_back({offset, "this } closes nothing; a brace itself is written }}"});
    return 1;
  }
  const auto end = rest.find_first_of("{}", 1);
  if (end == std::string_view::npos || rest[end] == '{') {
    message.mistakes.push_back({offset, "this { is never closed; a brace itself is written {{"});
    return 1;
  }
  const std::string_view name = rest.substr(1, end - 1);
  if (is_name(name)) {
    message.parts.push_back({std::string(name), true, offset});
  } else {
    message.mistakes.push_back({offset, in_quotes(name) + " is no name of a column; a brace itself is written {{"});
  }
  return end + 1;
}

std::string value_in(std::string_view column, std::span<const std::string> columns,
                     std::span<const storage::Value> row) {
  const auto found = std::ranges::find(columns, column);
  if (found == columns.end()) return {};
  return storage::to_text(row[std::size_t(found - columns.begin())]);
}

}  // namespace

MessageTemplate parse_message(std::string_view text) {
  MessageTemplate message;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto brace = std::min(text.find_first_of("{}", offset), text.size());
    if (brace > offset) add_literal(message, text.substr(offset, brace - offset), offset);
    offset = brace;
    if (offset < text.size()) offset += take_brace(message, text.substr(offset), offset);
  }
  return message;
}

std::string render_message(std::string_view text, std::span<const std::string> columns,
                           std::span<const storage::Value> row) {
  std::string message;
  for (const auto& part : parse_message(text).parts)
    message += part.is_column ? value_in(part.text, columns, row) : part.text;
  return shortened(message, kLongestMessage);
}

}  // namespace segaudit::rules
