#include "agent/page_history.h"

#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/page_parts.h"
#include "agent/page_values.h"

namespace segaudit::agent {
namespace {

std::string absent_or(const std::optional<std::string>& value) {
  return value ? value_html(*value) : "<span class=\"soft\">absent</span>";
}

// "/writeKeys/0" as the table of values spells it: "writeKeys[0]".
std::string path_of(const std::string& pointer) {
  std::string path;
  std::string_view rest = pointer;
  while (rest.starts_with('/')) {
    rest.remove_prefix(1);
    const std::string_view step = rest.substr(0, rest.find('/'));
    rest.remove_prefix(step.size());
    const bool is_position = !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_position) path += "[" + std::string(step) + "]";
    if (!is_position) path += (path.empty() ? "" : ".") + std::string(step);
  }
  return path.empty() ? pointer : path;
}

std::string change_item(const ResourceChange& change) {
  HtmlTable fields({{"field"}, {"before"}, {"after"}});
  for (const auto& field : change.fields)
    fields.row(
        {"<code>" + html(path_of(field.field)) + "</code>", absent_or(field.old_value), absent_or(field.new_value)});
  return "<li><p><strong>" + html(change.change) + "</strong> " + time_cell(change.at) + " by <bdi>" +
         html(change.who) + "</bdi> <span class=\"soft\">log position " + std::to_string(change.seq) + "</span></p>" +
         fields.text() + "</li>\n";
}

// Where history begins: the first look found it there already.
std::string beginning(const ResourceView& view) {
  if (view.change_count > std::int64_t(view.changes.size())) {
    return "<li class=\"soft\">" + std::to_string(view.change_count - std::int64_t(view.changes.size())) +
           " older changes: see <code>segaudit query</code></li>\n";
  }
  if (!view.changes.empty() && view.changes.back().change == "created") return {};
  if (view.stored.type == "baseline")
    return "<li><p><strong>first seen</strong> " + html_time(view.stored.since) + "</p></li>\n";
  return "<li class=\"soft\">It was there at the first look already.</li>\n";
}

}  // namespace

std::string history_section(const ResourceView& view) {
  std::string text =
      "<section aria-labelledby=\"versions\"><h2 id=\"versions\">Versions</h2>\n<ol class=\"timeline\">\n";
  for (const auto& change : view.changes) text += change_item(change);
  text += beginning(view) + "</ol></section>\n";
  if (view.events.empty()) return text;
  HtmlTable events({{"time"}, {"event"}, {"who"}});
  for (const auto& event : view.events)
    events.row({time_cell(event.at), html(event.type), "<bdi>" + html(event.actor) + "</bdi>"});
  return text + "<section aria-labelledby=\"trail\"><h2 id=\"trail\">Audit trail</h2>\n" + events.text() +
         "</section>\n";
}

}  // namespace segaudit::agent
