#include "agent/page_resource.h"

#include <map>

#include "agent/html.h"
#include "agent/html_table.h"
#include "agent/page_history.h"
#include "agent/page_parts.h"
#include "agent/page_values.h"
#include "agent/page_violation.h"

namespace segaudit::agent {
namespace {

// People mix these two up: they are told apart wherever an id is shown large.
std::string id_label(const std::string& kind) {
  if (kind == "destination") return "Instance id";
  return kind == "destination_metadata" ? "Meta id" : "Id";
}

std::string breadcrumbs(const ResourceView& view, const PageLinks& links) {
  return "<nav class=\"crumbs\" aria-label=\"Where this page is\"><a href=\"" + links.page("resources") +
         "\">Resources</a> <span aria-hidden=\"true\">/</span> <a href=\"" + links.kind(view.kind) + "\">" +
         html(view.kind) + "</a></nav>\n";
}

std::string fact(const std::string& name, const std::string& value) {
  return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
}

std::string collection_fact(const CollectionView& collection) {
  if (collection.state.empty()) return "never looked at";
  std::string text =
      collection.state == "complete" ? "complete" : "<span class=\"gap\">" + html(collection.state) + "</span>";
  if (!collection.reason.empty()) text += ": " + html(collection.reason);
  if (!collection.detail.empty()) text += " (" + html(collection.detail) + ")";
  return text + ", last complete look " +
         (collection.last_complete_at.empty() ? "never" : time_cell(collection.last_complete_at));
}

std::string facts(const ResourceView& view, const PageLinks& links) {
  std::string text = "<dl class=\"facts\">" + fact("Kind", "<code>" + html(view.kind) + "</code>") +
                     fact(id_label(view.kind), "<code>" + html(view.id) + "</code>");
  if (!view.parent_kind.empty())
    text += fact("Part of", resource_link(links, view.parent_kind, view.stored.parent, view.parent_name));
  text += fact(view.stored.is_gone ? "Last version" : "Current version",
               "since " + html_time(view.stored.since) + ", log position " + std::to_string(view.stored.since_seq));
  return text + fact("Its collection", collection_fact(view.collection)) + "</dl>\n";
}

std::string gone_notice(const ResourceView& view) {
  if (!view.stored.is_gone) return {};
  std::string text = "<div class=\"verdict unsure\"><p>This resource is not there any more";
  if (!view.changes.empty())
    text += ": " + html(view.changes.front().change) + " " + time_cell(view.changes.front().at);
  return text + ". What follows is what was known last.</p></div>\n";
}

std::string violations_of(const ResourceView& view, const std::vector<WaiverState>& waivers, const PageLinks& links,
                          storage::Time now) {
  std::string text = "<section aria-labelledby=\"violations\"><h2 id=\"violations\">Violations</h2>\n";
  if (view.violations.empty()) return text + "<p>None is known.</p></section>\n";
  text += "<ul class=\"violations card\">\n";
  for (const auto& violation : view.violations)
    text += violation_item(violation, links, Told::policy, now, waiver_among(waivers, violation));
  return text + "</ul></section>\n";
}

std::string link_of(const ResourceLink& link, const PageLinks& links) {
  if (link.is_known) return resource_link(links, link.kind, link.id, link.name);
  return "<code>" + html(link.kind) + " " + html(link.id) + "</code> <span class=\"gap\">not known here</span>";
}

std::string related(const ResourceView& view, const PageLinks& links) {
  std::map<std::string, std::string> by_phrase;
  for (const auto& link : view.links) by_phrase[link.says] += "<li>" + link_of(link, links) + "</li>";
  for (const auto& child : view.children.resources)
    by_phrase["has the " + child.kind] += "<li>" + resource_link(links, child.kind, child.id, child.name) + "</li>";
  if (by_phrase.empty()) return {};
  std::string text = "<section aria-labelledby=\"related\"><h2 id=\"related\">Related</h2>\n<dl class=\"facts\">";
  for (const auto& [phrase, items] : by_phrase) text += fact(html(phrase), "<ul class=\"plain\">" + items + "</ul>");
  text += "</dl>\n";
  const std::int64_t hidden = view.link_count - std::int64_t(view.links.size()) + view.children.total -
                              std::int64_t(view.children.resources.size());
  if (hidden > 0) text += "<p class=\"soft\">and " + std::to_string(hidden) + " more that do not fit here</p>\n";
  return text + "</section>\n";
}

std::string values_of(const ResourceView& view, const PageLinks& links) {
  std::string text = "<section aria-labelledby=\"values\"><h2 id=\"values\">" +
                     std::string(view.stored.is_gone ? "Last known values" : "Current values") + "</h2>\n";
  text += view.stored.body ? values_table(*view.stored.body)
                           : "<p>Its content was erased; its place in the log stays.</p>\n";
  return text + "<p class=\"soft\"><a href=\"" + links.resource_json(view.kind, view.id) +
         "\">As JSON</a>. Values that may be secret are stored as fingerprints: equal ones stand for equal values.</p>"
         "</section>\n";
}

}  // namespace

std::string resource_page(const ResourceView& view, const std::vector<WaiverState>& waivers, const PageLinks& links,
                          storage::Time now) {
  const bool is_named = !view.name.empty() && view.name != view.id;
  return breadcrumbs(view, links) + "<h1><bdi>" + html(is_named ? view.name : view.id) + "</bdi></h1>\n" +
         gone_notice(view) + facts(view, links) + violations_of(view, waivers, links, now) + related(view, links) +
         values_of(view, links) + history_section(view);
}

}  // namespace segaudit::agent
