// JSON as text in, JSON as text out: keeps the heavy JSON header out of everything else.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::simulator {

class BadJson : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Every function throws BadJson when a text is not a JSON object.

// The document after an RFC 7396 merge patch.
std::string merged(std::string_view document, std::string_view patch);

// The same object in compact form.
std::string compact(std::string_view document);

// The document with a member added or replaced.
std::string with_string_member(std::string_view document, std::string_view name, std::string_view value);

// A top-level string, number or boolean as text; nothing when absent, null, an array or an object.
std::optional<std::string> scalar_member(std::string_view document, std::string_view name);

// The values of these fields joined by ':'; absent ones count as empty.
std::string composed_id(std::string_view document, std::span<const std::string_view> fields);

// What a stored document comes to. Its answer lacks what only concerns the simulator: the reference `metadataId`, and
// `unreadable`, which says that the resource is listed and yet answered as null by id.
struct DocumentParts {
  // As composed_id.
  std::string id;
  std::string answer;
  std::string metadata_id;
  // The members `sourceId` and `enabled`.
  std::string source_id;
  bool enabled = false;
  bool unreadable = false;
};
DocumentParts document_parts(std::string_view document, std::span<const std::string_view> id_fields);

// The object with only these members, in the order of the object.
std::string with_members(std::string_view document, std::span<const std::string_view> names);

// The top-level members that differ between the two.
std::vector<std::string> changed_members(std::string_view before, std::string_view after);

// A JSON string literal with quotes; invalid UTF-8 is replaced.
std::string json_string(std::string_view text);

// Splits an array into its elements, or returns the single object.
std::vector<std::string> array_elements(std::string_view document);

// The members of an object, each with the elements of its array.
struct NamedElements {
  std::string name;
  std::vector<std::string> elements;
};
std::vector<NamedElements> named_arrays(std::string_view document);

}  // namespace segaudit::simulator
