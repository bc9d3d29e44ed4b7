#include "agent/secret_forms.h"

#include <algorithm>
#include <optional>

#include "agent/secret_words.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestToken = 2048;
constexpr std::size_t kLongestUserInfo = 256;
constexpr std::size_t kLongestHeader = 64;  // of a private key, after BEGIN

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_upper_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_alnum(c) || c == '_'; }
bool is_url_safe(char c) { return is_word(c) || c == '-'; }
bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '='; }
bool is_bearer(char c) { return is_base64(c) || is_url_safe(c) || c == '.' || c == '~'; }

std::size_t run_length(std::string_view text, bool (*belongs)(char)) {
  const auto most = std::min(text.size(), kLongestToken);
  std::size_t length = 0;
  while (length < most && belongs(text[length])) ++length;
  return length;
}

// A service's tokens: a fixed beginning, then so many characters of an alphabet.
struct TokenForm {
  std::string_view secret;
  std::string_view prefix;
  bool (*alphabet)(char);
  std::size_t shortest, longest;
};

constexpr TokenForm kTokens[] = {
    {"AWS access key", "AKIA", is_upper_or_digit, 16, 16},
    {"AWS access key", "ASIA", is_upper_or_digit, 16, 16},
    {"Segment API token", "sgp_", is_alnum, 32, 128},
    {"Slack token", "xoxa-", is_url_safe, 16, 255},
    {"Slack token", "xoxb-", is_url_safe, 16, 255},
    {"Slack token", "xoxe-", is_url_safe, 16, 255},
    {"Slack token", "xoxp-", is_url_safe, 16, 255},
    {"Slack token", "xoxr-", is_url_safe, 16, 255},
    {"Slack token", "xoxs-", is_url_safe, 16, 255},
    {"Slack token", "xapp-", is_url_safe, 16, 255},
    {"Stripe key", "sk_live_", is_alnum, 16, 255},
    {"Stripe key", "sk_test_", is_alnum, 16, 255},
    {"Stripe key", "rk_live_", is_alnum, 16, 255},
    {"Stripe key", "rk_test_", is_alnum, 16, 255},
    {"Stripe key", "whsec_", is_base64, 24, 255},
    {"GitHub token", "ghp_", is_alnum, 36, 255},
    {"GitHub token", "gho_", is_alnum, 36, 255},
    {"GitHub token", "ghu_", is_alnum, 36, 255},
    {"GitHub token", "ghs_", is_alnum, 36, 255},
    {"GitHub token", "ghr_", is_alnum, 36, 255},
    {"GitHub token", "github_pat_", is_word, 22, 255},
    {"Google API key", "AIza", is_url_safe, 35, 35},
    {"Google token", "ya29.", is_url_safe, 20, kLongestToken},
    {"Google client secret", "GOCSPX-", is_url_safe, 20, 64},
};

// Everything below is asked for the text from one place on, and answers how long the secret there is.
struct Match {
  std::string_view secret;
  std::size_t length = 0;
};

std::optional<Match> token_at(std::string_view text) {
  for (const auto& form : kTokens) {
    if (!text.starts_with(form.prefix)) continue;
    const auto rest = text.substr(form.prefix.size());
    const auto length = run_length(rest, form.alphabet);
    if (length < form.shortest || length > form.longest || is_placeholder(rest.substr(0, length))) continue;
    return Match{form.secret, form.prefix.size() + length};
  }
  return std::nullopt;
}

// Three parts, the first of which begins as `{"` does in base64.
std::optional<Match> web_token_at(std::string_view text) {
  if (!text.starts_with("eyJ")) return std::nullopt;
  std::size_t length = 0;
  for (int part = 0; part < 3; ++part) {
    const auto run = run_length(text.substr(length), is_url_safe);
    if (run < 10) return std::nullopt;
    length += run;
    if (part == 2) return Match{"JSON web token", length};
    if (length >= text.size() || text[length] != '.') return std::nullopt;
    ++length;
  }
  return std::nullopt;
}

// Only with a key in it: code that cuts the header off a key is harmless.
std::optional<Match> private_key_at(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "PRIVATE KEY-----";
  if (!text.starts_with(kBegin)) return std::nullopt;
  const auto header = text.substr(0, kBegin.size() + kLongestHeader);
  const auto end = header.find(kEnd);
  if (end == std::string_view::npos) return std::nullopt;
  auto body = text.substr(end + kEnd.size());
  std::size_t skipped = 0;
  // Line breaks, written as they are or as \n, and pieces of a text put together.
  while (skipped < kLongestHeader && skipped < body.size() &&
         (std::string_view(" \t\r\n\\\"'`+,").find(body[skipped]) != std::string_view::npos ||
          (skipped > 0 && body[skipped - 1] == '\\' && (body[skipped] == 'n' || body[skipped] == 'r'))))
    ++skipped;
  const auto key = body.substr(skipped);
  const auto length = run_length(key, is_base64);
  if (length < 16 || is_placeholder(key.substr(0, length))) return std::nullopt;
  return Match{"private key", end + kEnd.size() + skipped + length};
}

// user:password@ after a scheme.
std::optional<Match> url_password_at(std::string_view text) {
  constexpr std::string_view kAfterScheme = "://";
  if (!text.starts_with(kAfterScheme)) return std::nullopt;
  const auto rest = text.substr(kAfterScheme.size(), kLongestUserInfo);
  const auto end = rest.find_first_of("@/?#\"'`<>{}$ \t\r\n\\");
  if (end == std::string_view::npos || rest[end] != '@') return std::nullopt;
  const auto user_info = rest.substr(0, end);
  const auto colon = user_info.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto password = user_info.substr(colon + 1);
  if (password.size() < 3 || is_placeholder(password) || is_credential_word(password)) return std::nullopt;
  return Match{"URL with password", kAfterScheme.size() + end};
}

bool starts_with_word(std::string_view text, std::string_view lower_word) {
  if (text.size() <= lower_word.size()) return false;
  for (std::size_t i = 0; i < lower_word.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c) != lower_word[i]) return false;
  }
  return true;
}

std::optional<Match> authorization_at(std::string_view text) {
  const bool bearer = starts_with_word(text, "bearer "), basic = starts_with_word(text, "basic ");
  if (!bearer && !basic) return std::nullopt;
  const std::size_t begin = bearer ? 7 : 6;
  const auto value = text.substr(begin);
  const auto length = run_length(value, bearer ? is_bearer : is_base64);
  const auto literal = value.substr(0, length);
  if (length < 12 || is_placeholder(literal) || reads_like_words(literal)) return std::nullopt;
  return Match{bearer ? "bearer token" : "basic credentials", begin + length};
}

std::optional<Match> slack_hook_at(std::string_view text) {
  constexpr std::string_view kHook = "hooks.slack.com/services/";
  if (!text.starts_with(kHook)) return std::nullopt;
  const auto path = text.substr(kHook.size());
  const auto length = run_length(path, [](char c) { return is_alnum(c) || c == '/'; });
  const auto literal = path.substr(0, length);
  if (length < 30 || std::count(literal.begin(), literal.end(), '/') != 2 || is_placeholder(literal))
    return std::nullopt;
  return Match{"Slack webhook", kHook.size() + length};
}

// What can begin at this character; most begin nothing.
std::optional<Match> secret_at(std::string_view text, bool after_word) {
  switch (text.front()) {
    case '-':
      return private_key_at(text);
    case ':':
      return url_password_at(text);
    case 'A':
    case 's':
    case 'x':
    case 'r':
    case 'w':
    case 'y':
    case 'G':
    case 'g':
      return after_word ? std::nullopt : token_at(text);
    case 'e':
      return after_word ? std::nullopt : web_token_at(text);
    case 'B':
    case 'b':
      return after_word ? std::nullopt : authorization_at(text);
    case 'h':
      return slack_hook_at(text);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<SecretPlace> secrets_by_form(std::string_view text, std::size_t most) {
  std::vector<SecretPlace> found;
  for (std::size_t at = 0; at < text.size() && found.size() < most;) {
    const auto match = secret_at(text.substr(at), at > 0 && is_word(text[at - 1]));
    if (!match) {
      ++at;
      continue;
    }
    found.push_back({match->secret, at, at + match->length});
    at += match->length;
  }
  return found;
}

}  // namespace segaudit::agent
