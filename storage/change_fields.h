#pragma once

#include <optional>
#include <string>
#include <vector>

namespace segaudit::storage {

// A place in which two versions of a document differ.
struct ChangedField {
  std::string field;               // JSON pointer
  std::optional<std::string> old;  // JSON; absent: the place was not there
  std::optional<std::string> new_value;
  bool operator==(const ChangedField&) const = default;
};

// Leaves that differ between two JSON documents, in pointer order; a subtree that only one of them has is one place.
// Arrays are compared by position.
std::vector<ChangedField> changed_fields(const std::string& before, const std::string& after);

}  // namespace segaudit::storage
