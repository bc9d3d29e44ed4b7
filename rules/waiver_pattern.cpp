#include "rules/waiver_pattern.h"

#include <optional>

namespace segaudit::rules {
namespace {

struct Token {
  enum class Kind { literal, any_character, any_text };
  Kind kind = Kind::literal;
  char character = 0;
  std::size_t length = 1;  // in the pattern
};

Token token_at(std::string_view pattern, std::size_t place) {
  const char c = pattern[place];
  if (c == '*') return {Token::Kind::any_text, c, 1};
  if (c == '?') return {Token::Kind::any_character, c, 1};
  if (c == '\\' && place + 1 < pattern.size()) return {Token::Kind::literal, pattern[place + 1], 2};
  return {Token::Kind::literal, c, 1};
}

std::size_t character_length(std::string_view text, std::size_t place) {
  std::size_t end = place + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - place;
}

}  // namespace

bool is_pattern(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Token token = token_at(text, i);
    if (token.kind != Token::Kind::literal) return true;
    i += token.length;
  }
  return false;
}

bool matches(std::string_view pattern, std::string_view text) {
  struct Resume {
    std::size_t pattern, text;
  };
  std::optional<Resume> last_star;  // where to go on when the text after it does not fit: one character later
  std::size_t p = 0, t = 0;
  while (t < text.size() || p < pattern.size()) {
    if (p < pattern.size()) {
      const Token token = token_at(pattern, p);
      if (token.kind == Token::Kind::any_text) {
        last_star = {++p, t};
        continue;
      }
      if (t < text.size() && (token.kind == Token::Kind::any_character || token.character == text[t])) {
        t += token.kind == Token::Kind::any_character ? character_length(text, t) : 1;
        p += token.length;
        continue;
      }
    }
    if (!last_star || last_star->text >= text.size()) return false;
    p = last_star->pattern;
    t = ++last_star->text;
  }
  return true;
}

std::string pattern_for(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

std::string text_of_pattern(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size();) {
    const Token token = token_at(pattern, i);
    text += token.character;
    i += token.length;
  }
  return text;
}

}  // namespace segaudit::rules
