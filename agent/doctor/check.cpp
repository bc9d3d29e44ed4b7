#include "agent/doctor/check.h"

namespace segaudit::agent {

std::string to_string(Health health) {
  return health == Health::ok ? "ok" : health == Health::warning ? "warning" : "problem";
}

}  // namespace segaudit::agent
