#pragma once

#include <string>
#include <vector>

namespace segaudit::agent {

// A table that is still readable on a phone: there every row becomes a card, whose cells are labelled by the style
// sheet from an attribute. One thread.
class HtmlTable {
 public:
  struct Column {
    std::string label;       // plain text
    std::string style = {};  // class of its cells: "number"
  };

  explicit HtmlTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell of HTML for each column; the first one heads the row.
  void row(const std::vector<std::string>& cells);

  bool empty() const { return rows_.empty(); }
  // The whole table; nothing where it has no row.
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::string rows_;
};

}  // namespace segaudit::agent
