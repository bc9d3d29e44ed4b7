#include "agent/field_paths.h"

namespace segaudit::agent {
namespace {

std::vector<std::string> segments_of(std::string_view pattern) {
  std::vector<std::string> segments;
  while (true) {
    const auto dot = pattern.find('.');
    segments.emplace_back(pattern.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    pattern.remove_prefix(dot + 1);
  }
}

bool matches(const std::vector<std::string>& pattern, std::span<const std::string> path, bool whole) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == "**") return i < path.size();
    if (i == path.size() || (pattern[i] != "*" && pattern[i] != path[i])) return false;
  }
  return !whole || pattern.size() == path.size();
}

}  // namespace

FieldPaths::FieldPaths(std::span<const std::string_view> patterns) {
  for (const auto pattern : patterns) patterns_.push_back(segments_of(pattern));
}

bool FieldPaths::names(std::span<const std::string> path) const {
  for (const auto& pattern : patterns_)
    if (matches(pattern, path, true)) return true;
  return false;
}

bool FieldPaths::covers(std::span<const std::string> path) const {
  for (const auto& pattern : patterns_)
    if (matches(pattern, path, false)) return true;
  return false;
}

}  // namespace segaudit::agent
