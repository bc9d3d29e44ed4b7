#include "rules/scalar_place.h"

#include <algorithm>

namespace segaudit::rules {
namespace {

// The line of that number (from 1) without its end; empty beyond the last one.
std::string_view line_of(std::string_view text, std::size_t number) {
  for (std::size_t line = 1; line < number; ++line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::size_t characters(std::string_view text) {
  return std::size_t(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

Place place_in_block(std::string_view file_text, Place scalar, std::string_view value, std::size_t offset) {
  const std::string_view before = value.substr(0, offset);
  const auto lines_before = std::size_t(std::ranges::count(before, '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const std::string_view value_line = value.substr(line_start, value.find('\n', line_start) - line_start);
  const std::size_t number = scalar.line + 1 + lines_before;
  const std::string_view file_line = line_of(file_text, number);
  if (!file_line.ends_with(value_line)) return scalar;
  const std::size_t indentation = file_line.size() - value_line.size();
  return {number, indentation + characters(before.substr(line_start)) + 1};
}

}  // namespace

Place place_in_scalar(std::string_view file_text, Place scalar, std::string_view value, std::size_t offset) {
  offset = std::min(offset, value.size());
  const std::string_view line = line_of(file_text, scalar.line);
  if (scalar.column == 0 || scalar.column > line.size()) return scalar;
  std::string_view written = line.substr(scalar.column - 1);
  if (written.starts_with('|')) return place_in_block(file_text, scalar, value, offset);
  std::size_t column = scalar.column;
  if (written.starts_with('"') || written.starts_with('\'')) {
    written.remove_prefix(1);
    ++column;
  }
  if (!written.starts_with(value)) return scalar;
  return {scalar.line, column + characters(value.substr(0, offset))};
}

}  // namespace segaudit::rules
