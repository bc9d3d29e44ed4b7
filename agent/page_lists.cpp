#include "agent/page_lists.h"

#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/page_parts.h"
#include "agent/percent_encoding.h"

namespace segaudit::agent {
namespace {

std::string anchor(const std::string& address, const std::string& text) {
  return "<a href=\"" + address + "\">" + text + "</a>";
}

std::string pages(const PageLinks& links, const std::string& path, const std::string& part, std::int64_t total,
                  std::int64_t page, std::int64_t size) {
  return pager(total, page, size, [&](std::int64_t number) {
    const std::string search = part.empty() ? "" : "q=" + percent_encoded(part) + "&";
    return links.page(path, search + "page=" + std::to_string(number));
  });
}

std::string found_line(std::int64_t total, const std::string& part) {
  return "<p>" + counted(total, "resource", "resources") +
         (part.empty() ? "" : " with “<bdi>" + html(part) + "</bdi>”") + "</p>\n";
}

std::string resources_table(const storage::ListedResources& found, const PageLinks& links, bool with_kind) {
  HtmlTable table(with_kind ? std::vector<HtmlTable::Column>{{"name"}, {"kind"}, {"id"}, {"this version since"}}
                            : std::vector<HtmlTable::Column>{{"name"}, {"id"}, {"part of"}, {"this version since"}});
  for (const auto& each : found.resources) {
    const std::string name = anchor(links.resource(each.kind, each.id), "<bdi>" + html(each.name) + "</bdi>");
    const std::string id = "<code>" + html(each.id) + "</code>";
    if (with_kind) {
      table.row({name, html(each.kind), id, time_cell(each.since)});
    } else {
      table.row({name, id, each.parent.empty() ? "" : "<code>" + html(each.parent) + "</code>", time_cell(each.since)});
    }
  }
  return table.text();
}

std::string gaps_of(const KindSummary& kind) {
  std::string text;
  if (kind.gaps > 0) text = "<span class=\"gap\">" + counted(kind.gaps, "gap", "gaps") + "</span>";
  if (kind.not_available > 0)
    text += (text.empty() ? "" : ", ") + std::string("not available × ") + std::to_string(kind.not_available);
  return text;
}

}  // namespace

std::string kinds_page(const std::vector<KindSummary>& kinds, const storage::ListedResources& found,
                       const std::string& part, std::int64_t page, const PageLinks& links) {
  std::string text =
      "<h1>Resources</h1>\n" + search_form(links, links.plain("resources"), part, "Name or id, of whatever kind");
  if (!part.empty()) {
    return text + found_line(found.total, part) + resources_table(found, links, true) +
           pages(links, "resources", part, found.total, page, kListed);
  }
  HtmlTable table({{"kind"}, {"resources", "number"}, {"collections", "number"}, {"oldest complete look"}, {"gaps"}});
  for (const auto& kind : kinds) {
    table.row({anchor(links.kind(kind.kind), html(kind.kind)), std::to_string(kind.resources),
               std::to_string(kind.collections), kind.oldest.empty() ? "never" : time_cell(kind.oldest),
               gaps_of(kind)});
  }
  return text + table.text();
}

std::string kind_page(const std::string& kind, const storage::ListedResources& found, const std::string& part,
                      std::int64_t page, const PageLinks& links) {
  return "<nav class=\"crumbs\" aria-label=\"Where this page is\">" + anchor(links.page("resources"), "Resources") +
         "</nav>\n<h1><code>" + html(kind) + "</code></h1>\n" +
         search_form(links, links.plain("resources/" + percent_encoded(kind)), part, "Name or id") +
         found_line(found.total, part) + resources_table(found, links, false) +
         pages(links, "resources/" + percent_encoded(kind), part, found.total, page, kListed);
}

std::string sources_page(const SourceRows& sources, const std::string& part, std::int64_t page,
                         const PageLinks& links) {
  HtmlTable table({{"source"},
                   {"id"},
                   {"environment"},
                   {"enabled"},
                   {"tracking plan"},
                   {"destinations", "number"},
                   {"violations", "number"}});
  for (const auto& row : sources.rows) {
    const std::string type = row.type.empty() ? "" : "<br><span class=\"soft\">" + html(row.type) + "</span>";
    table.row({anchor(links.resource("source", row.id), "<b><bdi>" + html(row.name) + "</bdi></b>") + type,
               "<code>" + html(row.id) + "</code>",
               row.environment.empty() ? "<span class=\"soft\">none</span>" : html(row.environment),
               yes_or_no(row.enabled),
               row.plans.empty() ? "<span class=\"soft\">none</span>" : "<bdi>" + html(row.plans) + "</bdi>",
               std::to_string(row.destinations), count_cell(row.violations)});
  }
  return "<h1>Sources</h1>\n" + search_form(links, links.plain("sources"), part, "Name, slug or id") + "<p>" +
         counted(sources.total, "source", "sources") + (part.empty() ? "" : " with “<bdi>" + html(part) + "</bdi>”") +
         "</p>\n" + table.text() + pages(links, "sources", part, sources.total, page, kListed);
}

}  // namespace segaudit::agent
