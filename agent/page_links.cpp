#include "agent/page_links.h"

#include "agent/html.h"
#include "agent/percent_encoding.h"

namespace segaudit::agent {

std::string PageLinks::page(std::string_view path, std::string_view query) const {
  std::string link = root_ + std::string(path);
  char separator = '?';
  if (!workspace_.empty()) {
    link += "?workspace=" + percent_encoded(workspace_);
    separator = '&';
  }
  if (query.empty()) return html(link);
  return html(link + separator + std::string(query));
}

std::string PageLinks::kind(std::string_view kind) const { return page("resources/" + percent_encoded(kind)); }

std::string PageLinks::resource(std::string_view kind, std::string_view id) const {
  return page("resources/" + percent_encoded(kind) + "/" + percent_encoded(id));
}

std::string PageLinks::resource_json(std::string_view kind, std::string_view id) const {
  return page("api/v1/resources", "kind=" + percent_encoded(kind) + "&id=" + percent_encoded(id));
}

std::string PageLinks::policy(std::string_view id) const { return page("policies/" + percent_encoded(id)); }

std::string resource_link(const PageLinks& links, std::string_view kind, std::string_view id, std::string_view name) {
  const bool is_named = !name.empty() && name != id;
  const std::string shown = "<code>" + html(kind) + " " + html(id) + "</code>";
  return "<a href=\"" + links.resource(kind, id) + "\">" +
         (is_named ? "<b><bdi>" + html(name) + "</bdi></b></a> " + shown : shown + "</a>");
}

}  // namespace segaudit::agent
