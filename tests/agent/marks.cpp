#include "tests/agent/marks.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "agent/field_paths.h"

namespace segaudit::tests {
namespace {

constexpr std::size_t kLength = 10;  // "zq", four digits, "g", one digit, "zq"

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_mark(std::string_view text) {
  return text.size() == kLength && text.starts_with("zq") && text[6] == 'g' && is_digit(text[7]) && text.ends_with("zq") &&
         std::all_of(text.begin() + 2, text.begin() + 6, is_digit);
}

template <typename Each>
void each_mark(std::string& text, Each each) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  const std::string_view all = text;
  for (auto at = all.find("zq"); at != std::string_view::npos; at = all.find("zq", at + 1))
    if (is_mark(all.substr(at, kLength))) each(all.substr(at, kLength));
}

// Said by the row alone.
bool is_clear(const agent::Kind& kind, const std::vector<std::string>& path) {
  if (!kind.kept.empty() && std::find(kind.kept.begin(), kind.kept.end(), path[0]) == kind.kept.end()) return false;
  return agent::FieldPaths(kind.clear).names(path) && !agent::FieldPaths(kind.ignored).covers(path);
}

// Positions in lists are one field.
std::string dotted(const std::vector<std::string>& path) {
  std::string text;
  for (const auto& step : path)
    text += (text.empty() ? "" : ".") + (std::all_of(step.begin(), step.end(), is_digit) ? "*" : step);
  return text;
}

}  // namespace

std::string Marks::of(const std::vector<const agent::Kind*>& kinds, const std::vector<std::string>& path, int generation) {
  const auto stored = std::find_if(kinds.begin(), kinds.end(), [&](const auto* kind) { return is_clear(*kind, path); });
  const bool clear = stored != kinds.end();
  return mark(std::string((clear ? *stored : kinds.front())->name) + ": " + dotted(path), clear, generation);
}

std::string Marks::of_nobody(const std::string& name, int generation) { return mark("nobody: " + name, false, generation); }

std::string Marks::mark(const std::string& name, bool is_clear, int generation) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = numbers_.try_emplace(name, names_.size());
  if (is_new) names_.push_back(name);
  if (is_clear) clear_.insert(name);
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "zq%04zug%dzq", known->second, generation);
  return text.data();
}

std::set<std::string> Marks::in(std::string text) const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> found;
  each_mark(text, [&](std::string_view mark) { found.insert(names_.at(std::stoul(std::string(mark.substr(2, 4))))); });
  return found;
}

std::set<int> Marks::generations_in(std::string text) const {
  std::set<int> found;
  each_mark(text, [&](std::string_view mark) { found.insert(mark[7] - '0'); });
  return found;
}

std::set<std::string> Marks::clear() const {
  const std::lock_guard lock(mutex_);
  return clear_;
}

std::set<std::string> Marks::all() const {
  const std::lock_guard lock(mutex_);
  return {names_.begin(), names_.end()};
}

}  // namespace segaudit::tests
