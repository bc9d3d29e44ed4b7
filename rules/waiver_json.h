#pragma once

#include <string>
#include <vector>

#include "rules/waiver.h"

namespace segaudit::rules {

// How the log remembers which waivers were in force: a JSON array.
std::string waivers_json(const std::vector<Waiver>& waivers);

// The reverse. Whatever is no such array, or no waiver in it, is left out: what cannot be read waives nothing.
std::vector<Waiver> waivers_in(const std::string& json);

}  // namespace segaudit::rules
