#include <malloc.h>

#include <csignal>
#include <iostream>

#include "agent/command.h"
#include "agent/memory_privacy.h"

int main(int count, char** words) {
  std::signal(SIGPIPE, SIG_IGN);
  // A heap for every thread would hold several copies of the largest answers: measured, a third more memory.
  ::mallopt(M_ARENA_MAX, 1);
  segaudit::agent::keep_memory_private();
  return segaudit::agent::command_line({words + 1, words + count}, {std::cout, std::cerr});
}
