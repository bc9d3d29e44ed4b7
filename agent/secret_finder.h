#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace segaudit::agent {

// Something in a program's text that looks like a secret: what kind, and where it begins. Nothing of the text itself.
struct FoundSecret {
  std::string_view secret;  // "private key", "Slack token", ...: one of a fixed list
  std::size_t line = 1;     // from 1
  std::size_t column = 1;   // in characters, from 1
  bool operator==(const FoundSecret&) const = default;
};

// Secrets written into a program, in the order of their places; at most kMostSecrets. Placeholders, examples and values
// that come from settings or the environment are none. A verdict, not a proof: a secret may look like a word. Takes
// time in proportion to the text, whatever it holds. Pure.
std::vector<FoundSecret> find_secrets(std::string_view program);

inline constexpr std::size_t kMostSecrets = 100;

}  // namespace segaudit::agent
