#include "rules/policy.h"

#include <array>
#include <utility>

namespace segaudit::rules {
namespace {

constexpr std::array<std::pair<Severity, std::string_view>, 5> kSeverities = {{
    {Severity::critical, "critical"},
    {Severity::high, "high"},
    {Severity::medium, "medium"},
    {Severity::low, "low"},
    {Severity::info, "info"},
}};

constexpr std::array<std::pair<PolicyType, std::string_view>, 2> kPolicyTypes = {{
    {PolicyType::state, "state"},
    {PolicyType::event, "event"},
}};

template <typename Value, std::size_t Size>
std::string name_of(const std::array<std::pair<Value, std::string_view>, Size>& names, Value wanted) {
  for (const auto& [value, name] : names)
    if (value == wanted) return std::string(name);
  return {};
}

template <typename Value, std::size_t Size>
std::optional<Value> value_named(const std::array<std::pair<Value, std::string_view>, Size>& names,
                                 std::string_view wanted) {
  for (const auto& [value, name] : names)
    if (name == wanted) return value;
  return std::nullopt;
}

}  // namespace

std::string to_string(Severity severity) { return name_of(kSeverities, severity); }
std::string to_string(PolicyType type) { return name_of(kPolicyTypes, type); }
std::optional<Severity> severity_named(std::string_view name) { return value_named(kSeverities, name); }
std::optional<PolicyType> policy_type_named(std::string_view name) { return value_named(kPolicyTypes, name); }

std::string to_string(const Problem& problem) {
  std::string place = problem.file;
  if (problem.line > 0) place += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  return place + ": " + problem.text;
}

}  // namespace segaudit::rules
