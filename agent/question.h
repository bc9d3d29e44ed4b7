#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/catalogue.h"

namespace segaudit::agent {

// What to ask an endpoint for, with everything filled in.
struct Question {
  std::string endpoint;  // the path's template: what budgets, metrics and learnt page sizes are kept by
  std::string path;      // "/sources/abc/settings", ids percent-encoded
  std::string items;     // member of `data` that holds the answer; empty: `data` itself
  std::string accept = "application/json";
  Paging paging = Paging::none;
  std::vector<std::pair<std::string, std::string>> query;
};

// The collection of a kind; the parent is empty for a root list.
Question list_question(const Kind& kind, std::string_view parent);

// One resource of a kind that has a get_path.
Question get_question(const Kind& kind, std::string_view parent, std::string_view id);

}  // namespace segaudit::agent
