#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rules/pack_loader.h"
#include "rules/policy_test.h"

namespace segaudit::rules {

// A pack with its tests.
struct PolicySuite {
  Pack pack;
  PolicyTests tests;
  std::vector<Problem> problems;  // of both files, and what does not fit together; empty: the suite may be run

  const Policy& policy_of(const PolicyTestCase& test) const;  // throws std::out_of_range
  std::vector<std::string> policies_without_a_case() const;
};

// The suite of a *.test.yml file; the pack is the file beside it that it names. `model` is an empty session.
PolicySuite load_suite(const std::filesystem::path& test_file, storage::QuerySession& model);
PolicySuite load_suite(const BuiltinPack& pack, storage::QuerySession& model);

// The name of the test file that belongs to a pack's file: owners.test.yml for owners.yml (or .yaml for .yaml).
std::string test_file_of(const std::string& pack_file);
bool is_test_file(const std::string& file);

}  // namespace segaudit::rules
