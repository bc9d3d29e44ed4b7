// Names and ids of what a generated workspace consists of, by number.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace segaudit::simulator {

inline constexpr std::string_view kGeneratedWorkspace = "genWorkspace";
inline constexpr std::array<std::string_view, 3> kEnvironments{"production", "staging", "development"};

inline std::string numbered(std::string_view prefix, std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(prefix) + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

inline std::string source_id(std::size_t number) { return numbered("genSource", number); }
inline std::string destination_id(std::size_t number) { return numbered("genDestination", number); }
inline std::string plan_id(std::size_t number) { return numbered("tp_gen", number); }
inline std::string meta_id(std::size_t number) { return numbered("5f3a9c0e1b7d24e8a6", number); }
inline std::string user_id(std::size_t number) { return numbered("genUser", number); }

// Every other Meta id is an actions-based integration, whose destinations have subscriptions.
inline bool has_actions(std::size_t meta_number) { return meta_number % 2 == 0; }

}  // namespace segaudit::simulator
