// What the simulated workspace consists of: one row per kind. A later kind is one row here, one or more rows in
// routes.cpp and one fixture file named after the kind.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace segaudit::simulator {

// The words of the audit trail for what happens to a resource; an empty word leaves no event.
struct AuditWords {
  std::string_view resource_type;
  std::string_view created;
  std::string_view modified;
  std::string_view deleted;
  // Used instead of `modified` when only the field `enabled` changed.
  std::string_view enabled = {};
  std::string_view disabled = {};
};

// A kind whose resources go when a resource of another kind is deleted.
struct Cascade {
  std::string_view kind;
  // The field that names the deleted resource; empty: the deleted resource is the parent of the whole collection.
  std::string_view field;
};

struct Kind {
  std::string_view name;
  // Kind of the parent, empty for a root collection.
  std::string_view parent;
  // Fields of the body whose values make the id, joined by ':'.
  std::vector<std::string_view> id_fields;
  // The kind of the catalogue document embedded as `metadata`; stored bodies name it by `metadataId`.
  std::string_view embeds = {};
  // For edges: items are answered as the resource of this kind that has the same id.
  std::string_view refers_to = {};
  // The members that lists show; empty: all. By id everything is shown.
  std::vector<std::string_view> listed = {};
  // Answered as the bare string of this member.
  std::string_view bare_member = {};
  // A member added to every answer: how many resources of the kind `counts` are under this one.
  std::string_view count_member = {};
  std::string_view counts = {};
  AuditWords audit = {};
  // The other wording for the same things, which the product's documentation has.
  AuditWords product_audit = {};
  // Audit events of this kind name the parent, as the API does for edges and rules.
  bool audit_names_parent = false;
  std::vector<Cascade> cascades = {};
};

std::span<const Kind> kinds();

// nullptr when there is no such kind.
const Kind* find_kind(std::string_view name);

}  // namespace segaudit::simulator
