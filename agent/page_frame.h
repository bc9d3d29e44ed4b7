#pragma once

#include <string>

#include "agent/page_links.h"
#include "storage/time.h"

namespace segaudit::agent {

// What stands around every page.
struct PageFrame {
  std::string title;    // plain text
  std::string current;  // path of the navigation's entry that this page is, or belongs to: "sources"; empty: the front
  std::string version;
  storage::Time now{};
  bool has_pages = true;  // of one workspace: their links stand at the top
};

// A whole page. `body` is HTML for its <main>. Pure.
std::string framed(const PageFrame& frame, const PageLinks& links, const std::string& body);

// The same pages of one workspace, as a row of links.
std::string workspace_links(const PageLinks& links, const std::string& current);

}  // namespace segaudit::agent
