#include "agent/memory_privacy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace segaudit::agent {

void keep_memory_private() {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace segaudit::agent
