// The arguments of segment-simulator.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/simulator/options.h"

namespace segaudit::simulator {

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CommandLine {
  Options options;
  bool help = false;
};

// Throws UsageError, whose text names the option.
CommandLine parse_command_line(std::span<const std::string> arguments);

extern const std::string_view kUsage;

}  // namespace segaudit::simulator
