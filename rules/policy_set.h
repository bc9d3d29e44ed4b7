#pragma once

#include <set>
#include <string>
#include <vector>

#include "rules/evaluator.h"
#include "rules/pack_loader.h"
#include "rules/policy.h"

namespace segaudit::rules {

// Which policies are in force, as the configuration says it (`policies:`).
struct PolicySources {
  std::vector<std::string> packs = {
      "builtin"};  // "builtin", files, or patterns with * and ? such as /etc/policies/*.yml
  ParameterOverrides parameters;
  std::set<std::string> disabled;      // policy ids
  std::string file = "configuration";  // where this was written, for the texts of problems
};

struct PolicySet {
  std::vector<Pack> packs;        // all that were found, in order of loading, disabled policies included
  std::vector<Policy> policies;   // those in force
  std::vector<Problem> problems;  // empty: the set may be used
};

// Loads every pack and reports the mistakes of all of them at once; also ids that two packs use, and ids and parameters
// of the configuration that no policy has. `model` is an empty session.
PolicySet load_policies(const PolicySources& sources, storage::QuerySession& model);

// The same with one pack in place of the loaded pack of its name, or beside them where there is none of that name.
PolicySet load_policies_with(const std::string& pack_file, const PolicySources& sources, storage::QuerySession& model);

// Ids of all policies of the packs, disabled ones too.
std::vector<std::string> ids_of(const PolicySet& set);

// Files that a pattern names, in order; a name without * and ? is itself, whether it exists or not. *.test.yml files
// hold policy tests and are no packs. A pattern that ends in *.test.yml names exactly those.
std::vector<std::string> matching_files(const std::string& pattern);

}  // namespace segaudit::rules
