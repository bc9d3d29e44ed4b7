#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::agent {

enum class Paging { none, cursor };

// A document that comes inside every item of another kind (the integration's metadata inside each destination). It is
// stored once, as a kind of its own, and leaves only its id behind.
struct Embedded {
  std::string_view kind;      // "destination_metadata"
  std::string_view field;     // "metadata"
  std::string_view id_field;  // "id"
};

// One endpoint of the Public API and how its answer becomes resources. Everything the agent knows about a kind is in
// its row; no code names a kind. Paths of fields are dotted; `*` stands for any key or position, a final `**` for
// everything below.
struct Kind {
  std::string_view name;                    // "source_settings"
  std::string_view parent;                  // kind whose resources are asked one by one; empty: a root list
  std::string_view path;                    // "/sources/{parent}/settings"; empty: comes embedded in another kind
  std::string_view items;                   // member of `data` that holds the items (array) or the one item (object)
  std::vector<std::string_view> id_fields;  // joined by "/"; "{parent}" stands for the parent's id; empty: just that
  std::string_view accept;                  // media type of the API version
  Paging paging = Paging::none;
  std::string_view get_path;                // "/sources/{id}"; empty: the kind has no GET by id
  std::string_view get_item;                // member of `data` in the answer to get_path
  std::vector<std::pair<std::string_view, std::string_view>> query;
  std::vector<Embedded> embedded;
  std::vector<std::string_view> kept;       // top-level fields that belong to this kind; empty: all of them
  std::vector<std::string_view> ignored;    // dropped before storing: they change without meaning, or are nobody's business
  std::vector<std::string_view> clear;      // strings that may be stored as they are; all others become fingerprints
  std::vector<std::string_view> sealed;     // subtrees in which numbers become fingerprints too
  std::vector<std::string_view> event_words;  // how audit events call this kind, in lower case: "source", "integration"
  bool events = false;                      // things that happened: read from the newest known one on, never gone
};

// All kinds, parents before their children.
std::span<const Kind> catalogue();

// The row of that name; throws std::out_of_range for a name that is not in the catalogue.
const Kind& kind_named(std::string_view name);

// Goes up when the same answer would become other documents than before: catalogue rows, redaction.
inline constexpr int kReaderVersion = 1;

}  // namespace segaudit::agent
