#include "rules/duration.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "rules/wording.h"

namespace segaudit::rules {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

// Largest first: the order in which they may appear.
constexpr std::array<Unit, 6> kUnits = {
    {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

constexpr std::int64_t kLongest = std::int64_t(100) * 365 * 86'400'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    value = value * 10 + (text[digits] - '0');
    if (value > kLongest) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

// The unit at the front of the text, looked for from `first` on.
std::optional<std::size_t> take_unit(std::string_view& text, std::size_t first) {
  const std::string_view word = text.substr(0, std::size_t(std::ranges::find_if(text, is_digit) - text.begin()));
  for (std::size_t place = first; place < kUnits.size(); ++place) {
    if (kUnits[place].name != word) continue;
    text.remove_prefix(word.size());
    return place;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text == "0") return std::chrono::milliseconds(0);
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  for (std::size_t first = 0; !text.empty();) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const auto unit = take_unit(text, first);
    if (!unit || *number > kLongest / kUnits[*unit].milliseconds) return std::nullopt;
    total += *number * kUnits[*unit].milliseconds;
    first = *unit + 1;
  }
  if (total > kLongest) return std::nullopt;
  return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds duration) {
  std::string text;
  std::int64_t rest = duration.count();
  for (const auto& unit : kUnits) {
    if (const std::int64_t count = rest / unit.milliseconds; count > 0) text += std::to_string(count).append(unit.name);
    rest %= unit.milliseconds;
  }
  return text.empty() ? "0s" : text;
}

std::string duration_mistake(std::string_view text) {
  const bool only_digits = !text.empty() && std::ranges::all_of(text, is_digit);
  const std::string hint = only_digits ? "; a unit is missing: " + std::string(text) + "m?" : "";
  return "must be a duration such as 5m (got " + in_quotes(text) + hint + ")";
}

}  // namespace segaudit::rules
