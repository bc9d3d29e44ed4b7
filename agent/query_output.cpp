#include "agent/query_output.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "agent/csv.h"
#include "agent/json_output.h"
#include "agent/printable.h"
#include "agent/utf8.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kWidestCell = 60;

std::size_t width_of(const std::string& text) {
  return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

using Cells = std::vector<std::string>;

void add_line(std::string& text, const Cells& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += (i ? "  " : "") + cells[i] + std::string(widths[i] - width_of(cells[i]), ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + "\n";
}

nlohmann::ordered_json json_of(const storage::Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return to_utf8(*text);
  return nullptr;
}

}  // namespace

std::string result_table(const storage::Result& result) {
  std::vector<Cells> lines;
  Cells head;
  for (const auto& column : result.columns) head.push_back(printable(column, kWidestCell));
  lines.push_back(head);
  for (const auto& row : result.rows) {
    Cells cells;
    for (const auto& value : row) cells.push_back(printable(storage::to_text(value), kWidestCell));
    lines.push_back(std::move(cells));
  }
  std::vector<std::size_t> widths(head.size(), 0);
  for (const auto& cells : lines)
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
  std::string text;
  add_line(text, head, widths);
  Cells rule;
  for (const auto width : widths) rule.emplace_back(width, '-');
  add_line(text, rule, widths);
  for (std::size_t i = 1; i < lines.size(); ++i) add_line(text, lines[i], widths);
  return text + "(" + std::to_string(result.rows.size()) + (result.rows.size() == 1 ? " row)\n" : " rows)\n");
}

std::string result_json(const storage::Result& result) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : result.rows) {
    auto object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[to_utf8(result.columns[i])] = json_of(row[i]);
    rows.push_back(std::move(object));
  }
  return without_control_characters(rows.dump(2)) + "\n";
}

std::string result_csv(const storage::Result& result) {
  std::string csv;
  const auto add = [&](std::size_t i, const std::string& value) { csv += (i ? "," : "") + csv_field(value); };
  for (std::size_t i = 0; i < result.columns.size(); ++i) add(i, result.columns[i]);
  csv += "\r\n";
  for (const auto& row : result.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) add(i, storage::to_text(row[i]));
    csv += "\r\n";
  }
  return csv;
}

}  // namespace segaudit::agent
