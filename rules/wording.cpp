#include "rules/wording.h"

#include <algorithm>
#include <cctype>

namespace segaudit::rules {
namespace {

char lower(char c) { return char(std::tolower(static_cast<unsigned char>(c))); }

// How many insertions, deletions, replacements and swaps of neighbours turn one word into the other; upper and lower
// case are the same.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> distance(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i - 1]) == lower(b[j - 1]); };
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        distance[i][j] = i + j;
        continue;
      }
      distance[i][j] =
          std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, distance[i - 1][j - 1] + (same(i, j) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
        distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

}  // namespace

std::string shortened(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes > 3 ? max_bytes - 3 : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string in_quotes(std::string_view text) { return '"' + shortened(text, 60) + '"'; }

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  // A third of the word may be wrong: two words that share less are hardly the same one.
  if (word.empty() || word.size() > 64) return {};
  std::size_t nearest_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  const std::string* nearest = nullptr;
  for (const auto& candidate : candidates) {
    if (candidate.size() > word.size() + nearest_distance) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= nearest_distance) continue;
    nearest_distance = distance;
    nearest = &candidate;
  }
  return nearest ? " (did you mean " + *nearest + "?)" : "";
}

}  // namespace segaudit::rules
