#include "agent/config_section.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "rules/duration.h"
#include "rules/wording.h"

namespace segaudit::agent {
namespace {

template <typename Number>
std::optional<Number> parse_number(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::string choices_in_words(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

ConfigSection::ConfigSection(const YAML::Node& node, std::string path, const std::vector<std::string>& keys,
                             rules::Problems& problems)
    : path_(std::move(path)),
      problems_(problems),
      form_(node, path_, std::vector<std::string_view>(keys.begin(), keys.end()), problems) {}

ConfigSection ConfigSection::section(std::string_view key, const std::vector<std::string>& keys) const {
  return {find(key).value_or(YAML::Node(YAML::NodeType::Map)), path_of(key), keys, problems_};
}

std::optional<YAML::Node> ConfigSection::find(std::string_view key) const {
  auto node = form_.find(key);
  if (node && node->IsNull()) node.reset();
  return node;
}

std::vector<YAML::Node> ConfigSection::list(std::string_view key) const {
  const auto node = find(key);
  if (!node) return {};
  if (node->IsSequence()) return {node->begin(), node->end()};
  note(key, "must be a list");
  return {};
}

std::optional<std::string> ConfigSection::text(std::string_view key) const {
  const auto value = scalar(key);
  if (!value || !value->empty()) return value;
  note(key, "must not be empty");
  return std::nullopt;
}

std::vector<std::string> ConfigSection::texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (const auto& node : list(key)) {
    if (node.IsScalar() && !node.Scalar().empty()) {
      texts.push_back(node.Scalar());
    } else {
      note(node, key, "every entry must be a text that is not empty");
    }
  }
  return texts;
}

void ConfigSection::read(std::string_view key, std::chrono::milliseconds& value, std::chrono::milliseconds least,
                         std::chrono::milliseconds most) const {
  const auto written = scalar(key);
  if (!written) return;
  const auto duration = rules::parse_duration(*written);
  if (!duration) return note(key, rules::duration_mistake(*written));
  const std::string got = " (got " + rules::in_quotes(*written) + ")";
  if (*duration < least) return note(key, "must be at least " + rules::format_duration(least) + got);
  if (*duration > most) return note(key, "must be at most " + rules::format_duration(most) + got);
  value = *duration;
}

void ConfigSection::read(std::string_view key, std::int64_t& value, std::int64_t least, std::int64_t most) const {
  const auto written = scalar(key);
  if (!written) return;
  const auto number = parse_number<std::int64_t>(*written);
  if (number && *number >= least && *number <= most) {
    value = *number;
  } else {
    note(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " (got " +
                  rules::in_quotes(*written) + ")");
  }
}

void ConfigSection::read_share(std::string_view key, double& value) const {
  const auto written = scalar(key);
  if (!written) return;
  const auto number = parse_number<double>(*written);
  if (number && std::isfinite(*number) && *number > 0 && *number <= 1) {
    value = *number;
  } else {
    note(key, "must be a number above 0 and up to 1, such as 0.5 (got " + rules::in_quotes(*written) + ")");
  }
}

void ConfigSection::note(std::string_view key, const std::string& what) const {
  const auto node = form_.find(key);
  problems_.add(node ? rules::place_of(*node) : form_.place(), path_of(key) + ": " + what);
}

void ConfigSection::note(const YAML::Node& node, std::string_view key, const std::string& what) const {
  problems_.add(node, path_of(key) + ": " + what);
}

std::optional<std::size_t> ConfigSection::choose(std::string_view key, const std::vector<std::string>& words) const {
  const auto written = scalar(key);
  if (!written) return std::nullopt;
  const auto found = std::ranges::find(words, *written);
  if (found != words.end()) return std::size_t(found - words.begin());
  note(key, "must be " + choices_in_words(words) + " (got " + rules::in_quotes(*written) + ")");
  return std::nullopt;
}

std::optional<std::string> ConfigSection::scalar(std::string_view key) const {
  const auto node = find(key);
  if (!node) return std::nullopt;
  if (node->IsScalar()) return node->Scalar();
  note(key, "must be a single value, not a list or a mapping");
  return std::nullopt;
}

std::string ConfigSection::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

}  // namespace segaudit::agent
