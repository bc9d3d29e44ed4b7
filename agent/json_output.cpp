#include "agent/json_output.h"

#include <array>
#include <cstdio>

namespace segaudit::agent {
namespace {

struct Found {
  unsigned code = 0;
  std::size_t bytes = 0;  // 0: nothing that must be escaped stands here
};

// Only characters of two and three bytes are dangerous; control characters below 0x20 are escaped in all JSON.
Found dangerous_character(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const auto within = [](unsigned code, unsigned first, unsigned last) { return code >= first && code <= last; };
  if (byte(0) == 0x7F) return {0x7F, 1};
  if ((byte(0) & 0xE0u) == 0xC0u) {
    const unsigned code = ((byte(0) & 0x1Fu) << 6) | (byte(1) & 0x3Fu);
    return within(code, 0x80, 0x9F) || code == 0x61C ? Found{code, 2} : Found{};
  }
  if ((byte(0) & 0xF0u) == 0xE0u) {
    const unsigned code = ((byte(0) & 0x0Fu) << 12) | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3Fu);
    const bool turns_direction =
        within(code, 0x200B, 0x200F) || within(code, 0x2028, 0x202E) || within(code, 0x2066, 0x2069);
    return turns_direction || code == 0xFEFF ? Found{code, 3} : Found{};
  }
  return {};
}

}  // namespace

std::string without_control_characters(const std::string& json) {
  std::string result;
  result.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const Found found = dangerous_character(json, at);
    if (found.bytes == 0) {
      result += json[at++];
      continue;
    }
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x", found.code);
    result += escape.data();
    at += found.bytes;
  }
  return result;
}

}  // namespace segaudit::agent
