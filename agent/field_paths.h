#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::agent {

// Which fields of a document some dotted patterns name; see Kind in catalogue.h for the form.
class FieldPaths {
 public:
  FieldPaths() = default;
  explicit FieldPaths(std::span<const std::string_view> patterns);

  // `path`: keys and positions from the document's root to the field.
  bool names(std::span<const std::string> path) const;
  // Whether a pattern names the field itself or a tree that it is in.
  bool covers(std::span<const std::string> path) const;
  bool empty() const { return patterns_.empty(); }

 private:
  std::vector<std::vector<std::string>> patterns_;
};

}  // namespace segaudit::agent
