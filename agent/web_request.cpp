#include "agent/web_request.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>

#include <algorithm>
#include <sstream>

#include "agent/utf8.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestValue = 2'000;
constexpr int kMostFields = 100;

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_listed(std::string_view name, std::string_view names) {
  while (!names.empty()) {
    const std::string_view first = names.substr(0, names.find(' '));
    if (first == name) return true;
    names.remove_prefix(std::min(first.size() + 1, names.size()));
  }
  return false;
}

}  // namespace

WebRequest read_request(const std::string& head) {
  const std::string_view line = std::string_view(head).substr(0, head.find('\n'));
  if (line.size() > kLongestTarget + 64) throw WebError(414, "the address is too long");
  Poco::Net::HTTPRequest parsed;
  parsed.setFieldLimit(kMostFields);
  std::istringstream in(head);
  try {
    parsed.read(in);
  } catch (const Poco::Exception&) {
    throw WebError(400, "this is no HTTP request");
  }
  if (!parsed.getVersion().starts_with("HTTP/1.")) throw WebError(505, "only HTTP/1.1 is spoken here");
  const std::string& target = parsed.getURI();
  if (target.size() > kLongestTarget) throw WebError(414, "the address is too long");
  if (!target.starts_with('/')) throw WebError(400, "the address must begin with a slash");
  WebRequest request;
  request.method = parsed.getMethod();
  request.accept_encoding = parsed.get("Accept-Encoding", "");
  const std::string shown = target.substr(0, target.find('#'));
  const std::size_t mark = shown.find('?');
  request.path = shown.substr(0, mark);
  if (mark != std::string::npos) request.query = shown.substr(mark + 1);
  return request;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      const int high = at + 2 < text.size() ? digit(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? digit(text[at + 2]) : -1;
      if (high < 0 || low < 0) throw WebError(400, "the address holds a % that two hexadecimal digits do not follow");
      c = static_cast<char>(high * 16 + low);
      at += 2;
    }
    // Ids may hold line breaks and the like; they are bound to queries and shown escaped. NUL is in no id.
    if (c == '\0') throw WebError(400, "the address holds a NUL character");
    decoded += c;
  }
  if (!is_utf8(decoded)) throw WebError(400, "the address is not UTF-8");
  return decoded;
}

std::map<std::string, std::string> parameters_of(const WebRequest& request, std::string_view known) {
  std::map<std::string, std::string> parameters;
  std::string_view rest = request.query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t sign = pair.find('=');
    const std::string name = percent_decoded(pair.substr(0, sign));
    std::string coded(sign == std::string_view::npos ? std::string_view() : pair.substr(sign + 1));
    std::ranges::replace(coded, '+', ' ');  // as forms send a space
    if (!is_listed(name, known)) {
      throw WebError(400, "unknown parameter; here " + std::string(known.empty() ? "none is known" : "there are: ") +
                              std::string(known));
    }
    std::string value = percent_decoded(coded);
    if (value.size() > kLongestValue) throw WebError(400, "the value of parameter " + name + " is too long");
    if (!parameters.emplace(name, std::move(value)).second) throw WebError(400, "parameter " + name + " comes twice");
  }
  return parameters;
}

}  // namespace segaudit::agent
