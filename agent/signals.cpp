#include "agent/signals.h"

#include <csignal>

namespace segaudit::agent {
namespace {

sigset_t our_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void block_signals() {
  const sigset_t signals = our_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::optional<int> wait_for_signal(std::chrono::milliseconds longest) {
  const sigset_t signals = our_signals();
  const timespec time{time_t(longest.count() / 1000), long(longest.count() % 1000) * 1'000'000};
  const int signal = ::sigtimedwait(&signals, nullptr, &time);
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

StopOnSignal::StopOnSignal() {
  block_signals();
  waiting_ = std::jthread([this](std::stop_token stop) {
    while (!stop.stop_requested())
      if (const auto signal = wait_for_signal(std::chrono::milliseconds(100)); signal && *signal != SIGHUP)
        source_.request_stop();
  });
}

}  // namespace segaudit::agent
