#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules/waiver.h"

namespace segaudit::rules {

// A waiver file that load_waivers() reads back. `comment` of an entry (a resource's name) and `head` (lines at the top)
// may be anything that is already made printable: one line each. Free text stands in quotes, with escapes.
struct WrittenWaiver {
  Waiver waiver;
  std::string comment;
};
std::string waiver_file(const std::vector<std::string>& head, const std::vector<WrittenWaiver>& waivers);

}  // namespace segaudit::rules
