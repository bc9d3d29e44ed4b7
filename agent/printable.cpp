#include "agent/printable.h"

#include <array>
#include <cstdio>

namespace segaudit::agent {
namespace {

constexpr std::string_view kCut = "...";

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: the text does not start with valid UTF-8
};

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < length) return {};
  char32_t code = byte(0) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[length] || is_surrogate || code > 0x10FFFF) return {};
  return {code, length};
}

bool must_be_escaped(char32_t code) {
  const auto within = [code](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x61C || within(0x200B, 0x200F) || within(0x2028, 0x202E) ||
         within(0x2066, 0x2069) || code == 0xFEFF;
}

std::string escaped_byte(char byte) {
  std::array<char, 8> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned char>(byte));
  return buffer.data();
}

std::string escaped_character(char32_t code) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "\\u{%04x}", static_cast<unsigned>(code));
  return buffer.data();
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string result;
  std::size_t cut_at = 0;  // where "..." still fits
  while (!text.empty()) {
    const Character next = first_character(text);
    std::string piece;
    if (next.bytes == 0) {
      piece = escaped_byte(text[0]);
    } else if (!must_be_escaped(next.code)) {
      piece = text.substr(0, next.bytes);
    } else {
      piece = next.code < 0x80 ? escaped_byte(text[0]) : escaped_character(next.code);
    }
    if (result.size() + piece.size() > max_bytes) return result.substr(0, cut_at) + std::string(kCut);
    result += piece;
    if (result.size() + kCut.size() <= max_bytes) cut_at = result.size();
    text.remove_prefix(next.bytes == 0 ? 1 : next.bytes);
  }
  return result;
}

}  // namespace segaudit::agent
