#pragma once

#include <string>
#include <vector>

namespace segaudit::agent {

enum class Health { ok, warning, problem };

std::string to_string(Health health);

// One thing that the doctor looked at. The texts are safe to print.
struct Check {
  std::string subject;  // token, clock, disk, ...
  Health health = Health::ok;
  std::string text;     // what was found
  std::string remedy;   // empty when nothing needs to be done
};

}  // namespace segaudit::agent
