#include "tests/simulator/accept.h"

#include <algorithm>
#include <array>

namespace segaudit::simulator {

namespace {

struct Spelling {
  std::string_view word;
  Stability stability;
};

constexpr std::array kSpellings{
    Spelling{"v1", Stability::kStable}, Spelling{"stable", Stability::kStable}, Spelling{"v1beta", Stability::kBeta},
    Spelling{"beta", Stability::kBeta}, Spelling{"v1alpha", Stability::kAlpha}, Spelling{"alpha", Stability::kAlpha},
};

constexpr std::string_view canonical(Stability stability) {
  switch (stability) {
    case Stability::kStable:
      return "application/vnd.segment.v1+json";
    case Stability::kBeta:
      return "application/vnd.segment.v1beta+json";
    case Stability::kAlpha:
      return "application/vnd.segment.v1alpha+json";
  }
  return "application/json";
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<Stability> vendor_stability(std::string_view type) {
  constexpr std::string_view kPrefix = "application/vnd.segment.";
  constexpr std::string_view kSuffix = "+json";
  if (!type.starts_with(kPrefix) || !type.ends_with(kSuffix)) return std::nullopt;
  const auto word = type.substr(kPrefix.size(), type.size() - kPrefix.size() - kSuffix.size());
  const auto known = std::ranges::find(kSpellings, word, &Spelling::word);
  return known == kSpellings.end() ? std::nullopt : std::optional(known->stability);
}

bool is_plain(std::string_view type) { return type == "application/json" || type == "application/*" || type == "*/*"; }

}  // namespace

std::optional<std::string> negotiated_type(std::string_view accept, const std::vector<Stability>& stabilities) {
  if (trimmed(accept).empty()) return "application/json";
  while (!accept.empty()) {
    const auto comma = std::min(accept.find(','), accept.size());
    std::string_view type = accept.substr(0, comma);
    accept.remove_prefix(std::min(comma + 1, accept.size()));
    type = trimmed(type.substr(0, type.find(';')));
    if (is_plain(type)) return "application/json";
    const auto stability = vendor_stability(type);
    if (stability && std::ranges::count(stabilities, *stability) > 0) return std::string(canonical(*stability));
  }
  return std::nullopt;
}

}  // namespace segaudit::simulator
