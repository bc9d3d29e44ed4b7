#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "rules/policy.h"
#include "storage/query_session.h"

namespace segaudit::rules {

struct LoadedPack {
  Pack pack;                      // what could be read of it
  std::vector<Problem> problems;  // in the file's order; empty: the pack may be used
};

// Reads a pack: form, keys, types, durations, ids; then every query against the read model (one statement, read-only,
// known tables and columns, resource_id present, message placeholders exist, parameters declared). Reports all mistakes
// at once. `model` is an empty session. The form is described in rules/packs/README.md.
LoadedPack load_pack(const std::string& text, const std::string& file, storage::QuerySession& model);

// A file that cannot be read is a problem like the others.
LoadedPack load_pack_file(const std::filesystem::path& file, storage::QuerySession& model);

// Packs that are part of the program, by name of their file.
struct BuiltinPack {
  std::string_view file;
  std::string_view text;
  std::string_view tests;  // its .test.yml
};
const std::vector<BuiltinPack>& builtin_packs();

}  // namespace segaudit::rules
