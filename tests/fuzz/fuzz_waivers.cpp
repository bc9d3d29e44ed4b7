// A waiver file, whatever it holds, is read or its mistakes are told; nothing is thrown. What may be used is written so
// that it reads back as the same waivers, and the log remembers it.
#include <cstdint>
#include <string>

#include "rules/waiver_json.h"
#include "rules/waiver_reader.h"
#include "rules/waiver_writer.h"
#include "rules/waivers.h"

using namespace segaudit;

namespace {

const std::vector<std::string> kPolicies = {"sources-are-enabled", "blocked-events-have-a-target"};

// Where it stands in its file is no part of what it says.
std::vector<rules::Waiver> without_places(std::vector<rules::Waiver> waivers) {
  for (auto& waiver : waivers) waiver.line = waiver.column = 0;
  return waivers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const rules::WaiverContext context{kPolicies, {"acme"}};
  const auto loaded = rules::load_waivers(text, "fuzz.yml", context);
  rules::waiver_warnings(loaded.file, kPolicies, {});
  if (!loaded.problems.empty()) return 0;
  std::vector<rules::WrittenWaiver> written;
  for (const auto& waiver : loaded.file.waivers) {
    if (waiver.policy.empty() || waiver.reason.empty() || waiver.owner.empty()) __builtin_trap();
    written.push_back({waiver, ""});
  }
  const auto again = rules::load_waivers(rules::waiver_file({}, written), "fuzz.yml", context);
  const auto expected = without_places(loaded.file.waivers);
  if (!again.problems.empty() || without_places(again.file.waivers) != expected) __builtin_trap();
  if (without_places(rules::waivers_in(rules::waivers_json(expected))) != expected) __builtin_trap();
  const rules::Waivers waivers(expected);
  waivers.uses({}, {}, {});
  return 0;
}
