#include "tests/simulator/target.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <ranges>

namespace segaudit::simulator {

namespace {

std::string decoded(std::string_view text, bool plus_is_space) {
  std::string result;
  Poco::URI::decode(std::string(text), result, plus_is_space);
  return result;
}

// filter[discardReason].0 and filter.discardReason.0 mean the same.
std::string dotted(const std::string& name) {
  std::string result;
  for (const char letter : name) {
    if (letter == '[') result += '.';
    if (letter != '[' && letter != ']') result += letter;
  }
  return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Target decode_target(std::string_view raw) {
  const auto question = std::min(raw.find('?'), raw.size());
  Target target;
  target.path = decoded(raw.substr(0, question), false);
  for (const auto segment : split(raw.substr(0, question), '/')) target.segments.push_back(decoded(segment, false));
  for (const auto pair : split(raw.substr(std::min(question + 1, raw.size())), '&')) {
    const auto equals = std::min(pair.find('='), pair.size());
    target.query.emplace_back(dotted(decoded(pair.substr(0, equals), true)),
                              decoded(pair.substr(std::min(equals + 1, pair.size())), true));
  }
  return target;
}

}  // namespace

const std::string& Request::header(const std::string& lower_case_name) const {
  static const std::string absent;
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? absent : found->second;
}

bool Request::accepts_gzip() const { return header("accept-encoding").find("gzip") != std::string::npos; }

std::optional<std::string> Target::parameter(std::string_view name) const {
  for (const auto& [key, value] : std::views::reverse(query)) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<Target> parse_target(std::string_view target) {
  try {
    return decode_target(target);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

}  // namespace segaudit::simulator
