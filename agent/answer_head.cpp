#include "agent/answer_head.h"

#include <Poco/String.h>

#include <algorithm>
#include <charconv>

namespace segaudit::agent {
namespace {

constexpr std::string_view kVersion = "HTTP/1.";

[[noreturn]] void malformed(const std::string& problem) { throw TransportError(Failure::malformed, problem); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_token_character(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return is_digit(c) || is_letter(c) || kMarks.find(c) != std::string_view::npos;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F'; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The next line without its end, cut off the front.
std::string_view take_line(std::string_view& text) {
  const auto newline = text.find('\n');
  std::string_view line = text.substr(0, newline);
  text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// "HTTP/1.1 200 OK"; the words may be missing.
int status_in(std::string_view line) {
  constexpr std::size_t kCode = kVersion.size() + 2;
  const bool well_formed = line.starts_with(kVersion) && line.size() >= kCode + 3 && is_digit(line[kCode - 2]) &&
                           line[kCode - 1] == ' ' && (line.size() == kCode + 3 || line[kCode + 3] == ' ');
  int status = 0;
  if (!well_formed || std::from_chars(&line[kCode], &line[kCode] + 3, status).ptr != &line[kCode] + 3 || status < 100)
    malformed(not_http(line));
  return status;
}

// Which line is told, not what stands there: it may be anything, also a secret that came back.
void add_field(std::string_view line, std::size_t number, Response& answer) {
  const auto refuse = [&](const std::string& problem) {
    malformed("field " + std::to_string(number) + " of the answer's header " + problem);
  };
  if (line.front() == ' ' || line.front() == '\t') refuse("continues the one before, which is no longer allowed");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) refuse("has no colon");
  const std::string_view name = line.substr(0, colon);
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_character)) refuse("has an impossible name");
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), is_control)) refuse("holds a control character");
  const auto [stored, first] = answer.headers.try_emplace(Poco::toLower(std::string(name)), value);
  if (!first) stored->second.append(", ").append(value);
}

}  // namespace

Response parse_head(std::string_view head) {
  Response answer;
  answer.status = status_in(take_line(head));
  std::size_t fields = 0;
  for (std::string_view line = take_line(head); !line.empty(); line = take_line(head)) {
    if (++fields > kMostFields)
      throw TransportError(Failure::too_large,
                           "the answer's header has more than " + std::to_string(kMostFields) + " fields");
    add_field(line, fields, answer);
  }
  return answer;
}

bool may_become_http(std::string_view beginning) {
  const std::size_t both = std::min(beginning.size(), kVersion.size());
  return beginning.substr(0, both) == kVersion.substr(0, both);
}

std::string not_http(std::string_view beginning) {
  constexpr std::size_t kMost = 10;
  std::string word;
  while (word.size() < std::min(beginning.size(), kMost) && is_letter(beginning[word.size()]))
    word += beginning[word.size()];
  return "the answer is not HTTP/1.1" + (word.empty() ? "" : " (" + word + ")");
}

}  // namespace segaudit::agent
