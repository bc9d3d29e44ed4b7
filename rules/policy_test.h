#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/policy.h"
#include "storage/model.h"

namespace segaudit::rules {

// What one look at a test's workspace found.
struct TestLook {
  std::chrono::milliseconds after{0};  // since the look before
  std::map<storage::CollectionKey, std::vector<storage::Item>> given;
  std::vector<storage::Miss> missing;
};

struct ExpectedFinding {
  std::string resource;
  std::optional<std::string> message;  // the whole one; nothing: any
  std::string kind;                    // that the query names; empty: any
};

// One case of a *.test.yml file: a small workspace, and what a policy must say about it.
struct PolicyTestCase {
  std::string policy;
  std::string name;
  std::size_t line = 0;  // where the policy is named
  std::size_t column = 0;
  storage::Time at{};                         // time of the first look
  std::vector<TestLook> looks;                // at least one; judged after the last one
  std::map<std::string, std::string> config;  // JSON by name, as the agent logs it
  Parameters parameters;                      // instead of the defaults
  std::vector<ExpectedFinding> find;
  std::vector<std::string> unknown;
  bool all_unknown = false;  // the whole policy
};

struct PolicyTests {
  std::string file;
  std::string pack;  // as written: a file beside the test file
  std::vector<PolicyTestCase> cases;
  std::vector<Problem> problems;  // empty: the cases may be run
};

// Reads a test file. Every mistake in its form is reported at once.
PolicyTests read_policy_tests(const std::string& text, const std::string& file);

struct TestResult {
  std::vector<std::string> differences;  // lines that say what was expected and what was found; empty: passed
  bool passed() const { return differences.empty(); }
};

// Runs one case through a database in a temporary directory. Collections that the policy reads and the case does not
// mention count as looked at and empty. Throws StorageError when the database cannot be written.
TestResult run_policy_test(const PolicyTestCase& test, const Policy& policy);

}  // namespace segaudit::rules
