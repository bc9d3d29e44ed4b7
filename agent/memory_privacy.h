#pragma once

namespace segaudit::agent {

// Tokens and unredacted answers are in memory: from here on there is no core dump of this process, and no other process
// of its user can look in. /proc/self stays readable for the process itself.
void keep_memory_private();

}  // namespace segaudit::agent
