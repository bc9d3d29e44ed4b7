#include <malloc.h>
#include <signal.h>

#include <iostream>
#include <string>
#include <vector>

#include "tests/simulator/command_line.h"
#include "tests/simulator/server.h"

namespace {

// Blocked before any thread starts, so that only the wait below sees them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace segaudit::simulator;
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const CommandLine command_line = parse_command_line(arguments);
    if (command_line.help) {
      std::cout << kUsage;
      return 0;
    }
    const sigset_t signals = block_signals();
    // Pages of a large workspace have megabytes; otherwise every thread would keep the room for one.
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    const Server server(command_line.options);
    std::cout << "listening on " << server.url() << std::endl;
    int signal_number = 0;
    sigwait(&signals, &signal_number);
    return 0;
  } catch (const UsageError& error) {
    std::cerr << "segment-simulator: " << error.what() << "\n\n" << kUsage;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "segment-simulator: " << error.what() << '\n';
    return 1;
  }
}
