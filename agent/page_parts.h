#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "agent/page_links.h"

namespace segaudit::agent {

// Small parts that pages read from the database have in common. Pure.

// "1 resource", "2 resources".
std::string counted(std::int64_t count, const std::string& one, const std::string& many);

// ISO 8601 text out of the database, marked up as a time; as it is where it is none.
std::string time_cell(const std::string& text);

// "yes", "no", or "not known" for 1, 0 and nothing.
std::string yes_or_no(const std::string& flag);

// A number of things that had better be none.
std::string count_cell(std::int64_t count);

// A form that asks the same page again for what holds a text.
std::string search_form(const PageLinks& links, const std::string& address, const std::string& part,
                        const std::string& label);

// Where one is in a list of several pages, and links to the neighbours; nothing for a single page. `link`: the address
// of a page, ready for an attribute. Pages count from 1.
std::string pager(std::int64_t total, std::int64_t page, std::int64_t size,
                  const std::function<std::string(std::int64_t page)>& link);

}  // namespace segaudit::agent
