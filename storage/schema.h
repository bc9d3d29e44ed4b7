#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/embedded.h"
#include "storage/model.h"

namespace segaudit::storage {

// What one file of storage/schema/ says. See storage/schema/README.md for the form.
struct Projection {
  std::string file;
  std::string kind;                   // empty: core tables, which belong to no kind
  std::string parent_kind;            // empty: a root kind
  std::vector<std::string> parts;     // collections that a root list comes in, where it does not come whole
  bool measured = false;              // its documents are measurements: a new version is not a change of the workspace
  std::string tables;                 // SQL that creates the typed tables
  std::string project;                // SQL that fills them from one version
  std::string views;                  // SQL with {r} in it
  std::vector<std::string> table_names;
  std::vector<std::string> view_names;
};

// All projections; the core first. Throws StorageError when a file does not have the form.
const std::vector<Projection>& projections();

// Parent kind by kind; empty for a root kind.
const std::map<std::string, std::string>& kinds();

// Whether the kind's documents are measurements.
bool is_measured(const std::string& kind);

// Parts of a kind whose list comes in parts, by kind.
const std::map<std::string, std::vector<std::string>>& parts();

// Changes whenever any projection changes: derived tables made under another fingerprint are rebuilt.
std::string schema_fingerprint();

// The view definitions, for the state now or as of a log position; `create` is "CREATE VIEW" or "CREATE TEMP VIEW".
std::string view_sql(const Projection& projection, std::optional<Seq> as_of);

Projection parse_projection(const EmbeddedFile& file);

}  // namespace segaudit::storage
