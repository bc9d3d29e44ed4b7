// Reads a workspace from a folder of JSON files.
#pragma once

#include <filesystem>
#include <stdexcept>

#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

class FixtureError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The folder that belongs to the sources this program was built from.
std::filesystem::path default_fixture();

// For every kind K: the resources in K.json (an array; for a kind with a parent an object from parent id to array) and
// in the files of the folder K/ (one resource each; for a kind with a parent: an array named PARENT-ID.json).
// audit_event.json holds the history, with `hoursAgo` counted back from `now`. A kind without files is empty.
// Throws FixtureError, which names the file.
void load_fixture(const std::filesystem::path& folder, TimePoint now, Workspace& workspace);

}  // namespace segaudit::simulator
