#include "agent/page_parts.h"

#include <algorithm>

#include "agent/html.h"

namespace segaudit::agent {

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string time_cell(const std::string& text) {
  const auto time = storage::parse_time(text);
  return time ? html_time(*time) : html(text);
}

std::string yes_or_no(const std::string& flag) {
  if (flag == "1") return "yes";
  return flag == "0" ? "<strong>no</strong>" : "<span class=\"soft\">not known</span>";
}

std::string count_cell(std::int64_t count) {
  return count == 0 ? "<span class=\"soft\">0</span>" : "<strong class=\"gap\">" + std::to_string(count) + "</strong>";
}

std::string search_form(const PageLinks& links, const std::string& address, const std::string& part,
                        const std::string& label) {
  std::string text = "<form class=\"search\" method=\"get\" role=\"search\" action=\"" + address + "\">";
  if (!links.workspace().empty())
    text += "<input type=\"hidden\" name=\"workspace\" value=\"" + html(links.workspace()) + "\">";
  return text + "<label>" + label + " <input type=\"search\" name=\"q\" maxlength=\"200\" value=\"" + html(part) +
         "\"></label><button>Find</button></form>\n";
}

std::string pager(std::int64_t total, std::int64_t page, std::int64_t size,
                  const std::function<std::string(std::int64_t page)>& link) {
  const std::int64_t pages = std::max<std::int64_t>(1, (total + size - 1) / size);
  if (pages == 1 && page == 1) return {};
  std::string text = "<nav class=\"pager\" aria-label=\"Pages of this list\">";
  if (page > 1) text += "<a rel=\"prev\" href=\"" + link(std::min(page - 1, pages)) + "\">Previous</a>";
  text += "<span>Page " + std::to_string(page) + " of " + std::to_string(pages) + "</span>";
  if (page < pages) text += "<a rel=\"next\" href=\"" + link(page + 1) + "\">Next</a>";
  return text + "</nav>\n";
}

}  // namespace segaudit::agent
