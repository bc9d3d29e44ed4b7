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

// A list that the API hands out only in parts, one for each value of a parameter. Each part is a collection of its own,
// with the value where other collections have their parent.
struct Parts {
  std::string_view parameter;  // "resourceType"; empty: the list comes whole
  std::vector<std::string_view> values;
};

// Parameters that name the last whole UTC day: it is the same one all day, and so is the answer.
struct DayBounds {
  std::string_view start;  // "startTime"; empty: none
  std::string_view end;
};

// A field that names a person in some items only: those in which one of `fields` holds one of `words`, in any case.
struct PersonWhere {
  std::string_view field;  // top-level; empty: none
  std::vector<std::string_view> fields;
  std::vector<std::string_view> words;
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
  int per_minute = 0;                       // requests that the API grants this endpoint; 0: nothing is published
  std::string_view get_path;                // "/sources/{id}"; empty: the kind has no GET by id
  std::string_view get_item;                // member of `data` in the answer to get_path
  std::vector<std::pair<std::string_view, std::string_view>> query;
  // Parameter, and the string field of the parent's stored document that it takes its value from.
  std::vector<std::pair<std::string_view, std::string_view>> parent_query;
  DayBounds day;
  Parts parts;
  bool nullable = false;                    // the item may be null: not there, or not for this token
  std::vector<Embedded> embedded;
  std::string_view bare;                    // items are bare strings: the field that they become
  bool hidden_id = false;                   // the id fields are nobody's business: the id is their fingerprint
  std::vector<std::string_view> hideable;   // top-level lists: empty says that this token may not see them
  std::vector<std::string_view> required;   // fields without which the answer says nothing: absent is not empty
  std::vector<std::string_view> kept;       // top-level fields that belong to this kind; empty: all of them
  std::vector<std::string_view> ignored;    // dropped: they change without meaning, or are nobody's business
  std::vector<std::string_view> clear;      // strings that may be stored as they are; all others become fingerprints
  std::vector<std::string_view> people;     // those among them that name a person: see redaction.people
  PersonWhere person_where;
  std::vector<std::string_view> sealed;     // subtrees in which numbers become fingerprints too
  std::vector<std::string_view> sets;       // lists whose order means nothing
  std::vector<std::string_view> programs;   // top-level fields with program text: judged, then only measured
  std::vector<std::string_view> event_words;  // how audit events call this kind, in lower case: "source", "integration"
  bool events = false;                      // things that happened: read from the newest known one on, never gone
};

// All kinds, parents before their children.
std::span<const Kind> catalogue();

// The row of that name; throws std::out_of_range for a name that is not in the catalogue.
const Kind& kind_named(std::string_view name);

// Goes up when the same answer would become other documents than before: catalogue rows, redaction.
inline constexpr int kReaderVersion = 3;

}  // namespace segaudit::agent
