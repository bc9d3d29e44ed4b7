#include "agent/secret_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestJudged = 4096;
constexpr std::size_t kShortestSecret = 16;
constexpr std::size_t kShortestPassword = 8;
constexpr double kLeastEntropy = 2.8;  // bits a character: 16 hex digits at random have 3.2 on average

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
char lower(char c) { return is_upper(c) ? char(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

// Letters and digits only, in lower case: api_key, apiKey and "X-Api-Key" all hold "apikey".
std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name)
    if (is_letter(c) || is_digit(c)) result += lower(c);
  return result;
}

template <std::size_t N>
bool holds_one_of(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != std::string::npos; });
}

template <std::size_t N>
bool ends_with_one_of(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.ends_with(word); });
}

constexpr std::array<std::string_view, 21> kPlaceholderWords = {
    "example", "sample", "dummy", "placeholder", "changeme", "change-me", "change_me",
    "your",    "xxxx",   "****",  "redacted",    "insert",   "replace",   "todo",
    "<",       "${",     "{{",    "12345678",    "abcdefgh", "...",       "\xE2\x80\xA2"};

constexpr std::array<std::string_view, 10> kCredentialWords = {"password", "passwd", "pass",    "pwd",        "secret",
                                                               "token",    "apikey", "api_key", "credential", "pw"};

constexpr std::array<std::string_view, 5> kPasswordNames = {"password", "passwd", "passphrase", "pwd", "passwort"};

constexpr std::array<std::string_view, 17> kSecretNames = {
    "secret",        "token",      "apikey",    "accesskey",  "privatekey",    "authkey",
    "signingkey",    "sharedkey",  "appkey",    "licensekey", "encryptionkey", "servicekey",
    "authorization", "credential", "clientkey", "masterkey",  "writekey"};

// Names that end like this say where a secret is, or what it is called.
constexpr std::array<std::string_view, 14> kHarmlessEndings = {"url",     "uri",   "endpoint", "path",  "field",
                                                               "header",  "name",  "type",     "label", "prefix",
                                                               "message", "error", "pattern",  "regex"};

std::size_t distinct_characters(std::string_view value) {
  std::array<bool, 256> seen{};
  for (const char c : value) seen[static_cast<unsigned char>(c)] = true;
  return std::size_t(std::count(seen.begin(), seen.end(), true));
}

double entropy(std::string_view value) {
  std::array<std::size_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const auto count : counts)
    if (count > 0) bits -= double(count) * std::log2(double(count) / double(value.size()));
  return bits / double(value.size());
}

bool has_space_or_markup(std::string_view value) {
  return value.find("://") != std::string_view::npos ||
         std::any_of(value.begin(), value.end(), [](char c) { return c <= ' ' || c == '<' || c == '>' || c == '{'; });
}

bool looks_random(std::string_view value) {
  if (value.size() < kShortestSecret || entropy(value) < kLeastEntropy) return false;
  const bool digits = std::any_of(value.begin(), value.end(), is_digit);
  const bool mixed =
      std::any_of(value.begin(), value.end(), is_lower) && std::any_of(value.begin(), value.end(), is_upper);
  return (digits || mixed) && std::any_of(value.begin(), value.end(), is_letter) && !reads_like_words(value);
}

bool looks_like_password(std::string_view value) {
  if (value.size() < kShortestPassword) return false;
  const bool letters = std::any_of(value.begin(), value.end(), is_letter);
  const bool others =
      std::any_of(value.begin(), value.end(), [](char c) { return !is_letter(c) && c != '_' && c != '-' && c != '.'; });
  return letters && others;
}

}  // namespace

bool is_placeholder(std::string_view value) {
  if (distinct_characters(value) <= std::min<std::size_t>(4, value.size() / 2)) return true;
  return holds_one_of(lower(value.substr(0, kLongestJudged)), kPlaceholderWords);
}

bool is_credential_word(std::string_view value) {
  const std::string word = lower(value);
  return std::find(kCredentialWords.begin(), kCredentialWords.end(), word) != kCredentialWords.end();
}

bool reads_like_words(std::string_view value) {
  std::size_t words = 0, letters = 0;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t begin = at;
    while (at < value.size() && is_upper(value[at])) ++at;
    // A capitalised word goes on in lower case, one in capitals does not.
    if (at - begin <= 1)
      while (at < value.size() && is_lower(value[at])) ++at;
    if (at > begin) {
      ++words;
      letters += at - begin;
      std::size_t digits = 0;
      for (; at < value.size() && is_digit(value[at]); ++at) ++digits;
      if (digits > 2) return false;
    } else if (is_digit(value[at])) {
      return false;
    } else {
      ++at;
    }
  }
  return words == 0 || letters >= 3 * words;
}

std::string_view secret_called(std::string_view name, std::string_view value) {
  if (value.size() < kShortestPassword || value.size() > kLongestJudged || name.empty()) return {};
  const std::string called = plain(name);
  if (ends_with_one_of(called, kHarmlessEndings)) return {};
  const bool password = holds_one_of(called, kPasswordNames), secret = holds_one_of(called, kSecretNames);
  if ((!password && !secret) || has_space_or_markup(value) || is_placeholder(value)) return {};
  if (secret && looks_random(value))
    return called.find("writekey") != std::string::npos ? "Segment write key" : "secret";
  if (password && looks_like_password(value)) return "password";
  return {};
}

}  // namespace segaudit::agent
