#include "agent/page_frame.h"

#include <array>
#include <utility>

#include "agent/html.h"

namespace segaudit::agent {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 3> kPages = {
    {{"sources", "Sources"}, {"destinations", "Destinations"}, {"resources", "Resources"}}};

std::string entry(const std::string& address, const std::string& name, bool is_current) {
  return "<a href=\"" + address + "\"" + (is_current ? " aria-current=\"page\"" : "") + ">" + name + "</a>";
}

}  // namespace

std::string workspace_links(const PageLinks& links, const std::string& current) {
  std::string text;
  for (const auto& [path, name] : kPages) text += entry(links.page(path), name, current == path);
  return text;
}

std::string framed(const PageFrame& frame, const PageLinks& links, const std::string& body) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
      html(frame.title) + "</title>\n<link rel=\"stylesheet\" href=\"" + links.style() +
      "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"" + links.plain("icon.svg") +
      "\">\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to content</a>\n"
      "<header><a class=\"brand\" href=\"" +
      links.front() + "\">segaudit</a><nav aria-label=\"Pages\">" +
      entry(links.front(), "Overview", frame.current.empty());
  if (frame.has_pages) page += workspace_links(links, frame.current);
  page += "</nav></header>\n<main id=\"main\">\n" + body + "</main>\n<footer><p>Made at " + html_time(frame.now) +
          " by segaudit " + html(frame.version) + "</p><p>JSON: <a href=\"" + links.plain("api/v1/violations") +
          "\">violations</a>, <a href=\"" + links.page("api/v1/resources") + "\">resources</a>, <a href=\"" +
          links.plain("api/v1/status") + "\">status</a>. For Prometheus: <a href=\"" + links.plain("metrics") +
          "\">metrics</a></p></footer>\n</body>\n</html>\n";
  return page;
}

}  // namespace segaudit::agent
