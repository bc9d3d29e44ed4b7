#pragma once

#include <cstddef>
#include <string_view>

namespace segaudit::rules {

// A place in a text file; both count from 1, columns count characters.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
  bool operator==(const Place&) const = default;
};

// Where byte `offset` of a YAML scalar's value stands in its file. `scalar` is where the scalar begins: its first
// character, its quote, or the | of a literal block. Exact for literal blocks and for scalars on one line without
// escapes; for others (folded, escaped, several lines) it is where the scalar begins.
Place place_in_scalar(std::string_view file_text, Place scalar, std::string_view value, std::size_t offset);

}  // namespace segaudit::rules
