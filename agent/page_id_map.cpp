#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/page_lists.h"
#include "agent/page_parts.h"
#include "agent/percent_encoding.h"

namespace segaudit::agent {
namespace {

std::string source_of(const InstanceRow& row, const PageLinks& links) {
  if (row.source_id.empty()) return "<span class=\"soft\">none</span>";
  const std::string name = row.source_name.empty() ? row.source_id : row.source_name;
  return "<a href=\"" + links.resource("source", row.source_id) + "\"><bdi>" + html(name) +
         "</bdi></a> <code class=\"soft\">" + html(row.source_id) + "</code>";
}

std::string instances_table(const MetaGroup& group, const PageLinks& links) {
  HtmlTable table(
      {{"destination"}, {"Instance id"}, {"source"}, {"environment"}, {"enabled"}, {"violations", "number"}});
  for (const auto& row : group.rows) {
    table.row({"<a href=\"" + links.resource("destination", row.id) + "\"><bdi>" + html(row.name) + "</bdi></a>",
               "<code>" + html(row.id) + "</code>", source_of(row, links),
               row.environment.empty() ? "<span class=\"soft\">none</span>" : html(row.environment),
               yes_or_no(row.enabled), count_cell(row.violations)});
  }
  return table.text();
}

std::string name_of(const MetaGroup& group) {
  if (!group.name.empty()) return "<bdi>" + html(group.name) + "</bdi>";
  return group.id.empty() ? "Integration that the API did not name" : "<code>" + html(group.id) + "</code>";
}

std::string address_of(const MetaGroup& group, const PageLinks& links, std::int64_t page = 1) {
  return links.page("destinations",
                    "meta=" + percent_encoded(group.id) + (page > 1 ? "&page=" + std::to_string(page) : ""));
}

std::string group_summary(const MetaGroup& group) {
  return "<b>" + name_of(group) + "</b> <span class=\"soft\">Meta id <code>" + html(group.id) +
         "</code></span> <span>" + counted(group.instances, "instance", "instances") + ", " +
         std::to_string(group.enabled) + " enabled</span>";
}

std::string group_section(const MetaGroup& group, const PageLinks& links, bool is_open) {
  std::string text = "<details class=\"card group\"" + std::string(is_open ? " open" : "") + "><summary>" +
                     group_summary(group) + "</summary>\n" + instances_table(group, links);
  if (group.instances > std::int64_t(group.rows.size())) {
    text += "<p><a href=\"" + address_of(group, links) + "\">All " + std::to_string(group.instances) +
            " instances</a></p>\n";
  }
  return text + "</details>\n";
}

constexpr const char* kWhatTheIdsAre =
    "<p class=\"note\">The <strong>Instance id</strong> names one configured destination. The <strong>Meta id</strong> "
    "names the integration behind it, and all its instances share it: what Segment reports by Meta id cannot be told "
    "apart between them.</p>\n";

}  // namespace

std::string id_map_page(const MetaMap& map, const std::string& part, std::int64_t page, const PageLinks& links) {
  std::string text = "<h1>Destinations</h1>\n" + std::string(kWhatTheIdsAre) +
                     search_form(links, links.plain("destinations"), part, "Destination, source or integration") +
                     "<p>" + counted(map.instance_count, "instance", "instances") + " of " +
                     counted(map.group_count, "integration", "integrations") +
                     (part.empty() ? "" : " with “<bdi>" + html(part) + "</bdi>”") + "</p>\n";
  // A short map is read as a whole; of a long one, the integration that one looks for is opened.
  const bool is_short = map.instance_count <= 40;
  for (const auto& group : map.groups) text += group_section(group, links, is_short);
  return text + pager(map.group_count, page, kGroupsListed, [&](std::int64_t number) {
           const std::string search = part.empty() ? "" : "q=" + percent_encoded(part) + "&";
           return links.page("destinations", search + "page=" + std::to_string(number));
         });
}

std::string meta_page(const MetaGroup& group, std::int64_t page, const PageLinks& links) {
  return "<nav class=\"crumbs\" aria-label=\"Where this page is\"><a href=\"" + links.page("destinations") +
         "\">Destinations</a></nav>\n<h1>" + name_of(group) +
         "</h1>\n<dl class=\"facts\"><div><dt>Meta id</dt><dd><a href=\"" +
         links.resource("destination_metadata", group.id) + "\"><code>" + html(group.id) +
         "</code></a></dd></div><div><dt>Catalogue status</dt><dd>" +
         (group.status.empty() ? "not known" : html(group.status)) + "</dd></div><div><dt>Instances</dt><dd>" +
         std::to_string(group.instances) + ", " + std::to_string(group.enabled) + " enabled</dd></div></dl>\n" +
         instances_table(group, links) +
         pager(group.instances, page, kListed, [&](std::int64_t number) { return address_of(group, links, number); });
}

}  // namespace segaudit::agent
