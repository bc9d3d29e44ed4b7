#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <iostream>

#include "agent/command.h"

int main(int count, char** words) {
  std::signal(SIGPIPE, SIG_IGN);
  // A heap for every thread would hold several copies of the largest answers: measured, a third more memory.
  ::mallopt(M_ARENA_MAX, 1);
  // Tokens and unredacted answers are in memory: no core dump, no other process of this user looking in.
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_DUMPABLE, 0);
  return segaudit::agent::command_line({words + 1, words + count}, {std::cout, std::cerr});
}
