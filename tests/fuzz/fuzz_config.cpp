// A configuration, whatever it holds, is read or its mistakes are told; nothing is thrown.
#include <cstdint>
#include <string>

#include "agent/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = segaudit::agent::parse_config(text, "fuzz.yml");
  // What may be used names a workspace.
  if (loaded.problems.empty() && loaded.config.workspaces.empty()) __builtin_trap();
  return 0;
}
