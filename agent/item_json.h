#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "agent/catalogue.h"

// How raw items become documents, up to redaction: form, id, and what SQLite could not read back. Everything throws
// DocumentError. Pure.
namespace segaudit::agent {

// Longest id. Longer ones fit neither into a path that servers accept nor into a label.
inline constexpr std::size_t kLongestId = 2'000;
// Longest string that is stored as it is.
inline constexpr std::size_t kLongestText = 16 * 1024;
// Largest document, which is a little less than what a policy's query may read in one value.
inline constexpr std::size_t kLargestDocument = 1'000'000;

// The item as an object, whatever form the API gave it. A member that comes twice at its top level, where ids stand, is
// refused: which of them would be the truth? Further down the last one counts, as for most readers of JSON. Embedded
// documents must be objects where they are named at all.
nlohmann::json item_object(const Kind& kind, std::string_view item);

// The id that the kind's row describes. Only text, and numbers that are held exactly, can be part of one.
std::string id_of(const Kind& kind, const nlohmann::json& item, std::string_view parent);

// The document's bytes. SQLite ends a text from JSON at a NUL, so that one id would pass for another: each becomes the
// symbol for it, U+2400. Throws TooLargeError.
std::string document_text(nlohmann::json document);

// 5.0 and 5 are one number.
void make_canonical(nlohmann::json& number);

// JSON without line breaks; what is not UTF-8 is replaced.
std::string json_text(const nlohmann::json& value);

}  // namespace segaudit::agent
