#include "tests/simulator/conformance_check/deviations.h"

#include <array>

namespace segaudit::simulator {

namespace {

struct Deviation {
  std::string_view operation;
  std::string_view place;
  std::string_view message;
  std::string_view reason;
};

constexpr std::array kDeviations{
    Deviation{"listSchemaSettingsInSource", "/data/settings/forwardingBlockedEventsTo", R"(is null, not "string")",
              "null is the third way in which forwarding can be off; readers must take it"},
};

}  // namespace

std::string_view intended_deviation(std::string_view operation, const SchemaProblem& problem) {
  for (const Deviation& deviation : kDeviations) {
    if (deviation.operation == operation && deviation.place == problem.place && deviation.message == problem.message) {
      return deviation.reason;
    }
  }
  return {};
}

}  // namespace segaudit::simulator
