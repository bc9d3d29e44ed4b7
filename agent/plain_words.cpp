#include "agent/plain_words.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestWord = 20;
constexpr std::size_t kLongestAcronym = 6;
constexpr std::size_t kLongestNumber = 3;  // a status, a small count
constexpr std::string_view kCut = "...";

bool is_letter(unsigned char c) { return c < 0x80 && std::isalpha(c) != 0; }
bool is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

bool is_word(std::string_view word) {
  if (word.empty() || word.size() > kLongestWord) return false;
  if (std::ranges::all_of(word, is_digit)) return word.size() <= kLongestNumber;
  const auto is_capital = [](unsigned char c) { return is_letter(c) && !is_lower(c); };
  const bool acronym = word.size() <= kLongestAcronym && std::ranges::all_of(word, is_capital);
  return acronym || (is_letter(static_cast<unsigned char>(word[0])) && std::ranges::all_of(word.substr(1), is_lower));
}

// "read-only", "don't"
bool is_composed(std::string_view word) {
  while (true) {
    const auto sign = word.find_first_of("-'");
    if (!is_word(word.substr(0, sign))) return false;
    if (sign == std::string_view::npos) return true;
    word.remove_prefix(sign + 1);
  }
}

// Quotes and brackets and all that is between them; an opening one without a partner hides the rest. An apostrophe
// inside a word is none.
std::string without_quoted(std::string_view message) {
  constexpr std::string_view kOpening = "\"'`([{<", kClosing = "\"'`)]}>";
  std::string result;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto kind = kOpening.find(message[i]);
    const bool apostrophe = message[i] == '\'' && i > 0 && is_letter(static_cast<unsigned char>(message[i - 1]));
    if (kind == std::string_view::npos || apostrophe) {
      result += message[i];
      continue;
    }
    result += ' ';
    result += kCut;
    result += ' ';
    const auto end = message.rfind(kClosing[kind]);
    if (end == std::string_view::npos || end <= i) break;
    const auto next = message.find(kClosing[kind], i + 1);
    // Brackets may be nested: up to the last one.
    i = kind < 3 ? next : end;
  }
  return result;
}

std::vector<std::string> words_of(std::string_view message) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : message) {
    if (static_cast<unsigned char>(c) > ' ') word += c;
    else if (!word.empty()) words.push_back(std::exchange(word, ""));
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

}  // namespace

std::string plain_words(std::string_view message, std::size_t longest) {
  std::string result;
  bool cut_before = false;
  for (const auto& word : words_of(without_quoted(message))) {
    const auto end = word.find_last_not_of(".,;:!?") + 1;
    const bool plain = is_composed(std::string_view(word).substr(0, end));
    if (!plain && cut_before) continue;
    const std::string shown = plain ? word : std::string(kCut);
    if (result.size() + shown.size() + 1 + kCut.size() > longest) return result + std::string(kCut);
    result += (result.empty() ? "" : " ") + shown;
    cut_before = !plain;
  }
  return result == kCut ? "" : result;
}

std::string plain_name(std::string_view name, std::size_t longest) {
  if (name.empty() || name.size() > longest) return "";
  const auto is_step_end = [](char c) { return c == '.' || c == '[' || c == ']' || c == '/'; };
  std::size_t digits = 0;
  bool at_start = true;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_step_end(c)) {
      at_start = true;
      digits = 0;
    } else if (is_digit(byte)) {
      if (!at_start && digits == 0) return "";  // a digit behind letters: as in a value
      if (++digits > kLongestNumber) return "";
      at_start = false;
    } else if (is_letter(byte) || c == '_' || c == '-' || c == '+') {
      if (digits > 0) return "";
      at_start = false;
    } else {
      return "";
    }
  }
  return std::string(name);
}

}  // namespace segaudit::agent
