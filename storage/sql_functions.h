#pragma once

#include <string>
#include <string_view>

struct sqlite3;

namespace segaudit::storage {

inline constexpr std::size_t kLongestValue = 4096;

// A value for a typed table: as it is up to `longest` bytes, which are at least 100; a longer one is cut and says so,
// with the SHA-256 of the whole, so that a change behind the cut is still visible.
std::string cut(std::string_view text, std::size_t longest = kLongestValue);

// Makes the functions known to SQL that projections use, on this connection:
// - cut(text), as above, at 4 KiB;
// - flag(value): 1 or 0; NULL for anything that is not a boolean;
// - whole(value): an integer; NULL for anything that is not a whole number.
// An answer may hold anything where the contract says boolean or number; a projection must not fail on it.
void add_sql_functions(sqlite3* connection);

}  // namespace segaudit::storage
