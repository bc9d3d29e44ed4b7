#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/query_session.h"

namespace segaudit::rules {

inline constexpr std::size_t kLongestMessage = 2000;  // bytes; longer ones are cut

// A policy's message: text with {column} placeholders. {{ and }} stand for braces.
struct MessagePart {
  std::string text;  // literal text, or a column's name
  bool is_column = false;
  std::size_t offset = 0;  // byte where the part begins in the template
};

struct MessageMistake {
  std::size_t offset = 0;
  std::string text;
};

struct MessageTemplate {
  std::vector<MessagePart> parts;
  std::vector<MessageMistake> mistakes;
};

MessageTemplate parse_message(std::string_view text);

// The message for one row. Values are put in as they are, whatever characters they hold: outputs escape, each in its
// own way. A column that the row does not have stays empty.
std::string render_message(std::string_view text, std::span<const std::string> columns,
                           std::span<const storage::Value> row);

}  // namespace segaudit::rules
