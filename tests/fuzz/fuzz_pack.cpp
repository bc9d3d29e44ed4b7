// A pack, whatever it holds, is read or its mistakes are told; nothing is thrown, and no query is run.
#include <cstdint>
#include <string>

#include "rules/pack_loader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static auto model = segaudit::storage::QuerySession::empty();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = segaudit::rules::load_pack(text, "fuzz.yml", model);
  // What may be used has a name and queries.
  if (!loaded.problems.empty()) return 0;
  if (loaded.pack.name.empty()) __builtin_trap();
  for (const auto& policy : loaded.pack.policies)
    if (policy.id.empty() || policy.query.empty()) __builtin_trap();
  return 0;
}
