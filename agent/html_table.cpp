#include "agent/html_table.h"

#include <algorithm>

#include "agent/html.h"

namespace segaudit::agent {
namespace {

std::string class_of(const std::string& style) { return style.empty() ? "" : " class=\"" + style + "\""; }

}  // namespace

void HtmlTable::row(const std::vector<std::string>& cells) {
  rows_ += "<tr>";
  for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
    const std::string name = i == 0 ? "th scope=\"row\"" : "td";
    // Where there is one cell besides the head, or nothing in it, a label would say nothing.
    const bool is_labelled = i > 0 && columns_.size() > 2 && !cells[i].empty();
    const std::string label = !is_labelled ? "" : " data-label=\"" + html(columns_[i].label) + "\"";
    rows_ += "<" + name + class_of(columns_[i].style) + label + ">" + cells[i] + (i == 0 ? "</th>" : "</td>");
  }
  rows_ += "</tr>\n";
}

std::string HtmlTable::text() const {
  if (rows_.empty()) return {};
  std::string head;
  for (const auto& column : columns_)
    head += "<th scope=\"col\"" + class_of(column.style) + ">" + html(column.label) + "</th>";
  return "<div class=\"wide\"><table class=\"cards\">\n<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + rows_ +
         "</tbody>\n</table></div>\n";
}

}  // namespace segaudit::agent
