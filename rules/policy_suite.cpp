#include "rules/policy_suite.h"

#include <algorithm>
#include <stdexcept>

#include "rules/text_file.h"
#include "rules/wording.h"

namespace segaudit::rules {
namespace {

const Policy* policy_named(const Pack& pack, const std::string& id) {
  const auto found = std::ranges::find(pack.policies, id, &Policy::id);
  return found == pack.policies.end() ? nullptr : &*found;
}

std::vector<std::string> ids(const Pack& pack) {
  std::vector<std::string> ids;
  for (const auto& policy : pack.policies) ids.push_back(policy.id);
  return ids;
}

std::vector<std::string> names(const Parameters& parameters) {
  std::vector<std::string> names;
  for (const auto& [name, value] : parameters) names.push_back(name);
  return names;
}

void check_case(const PolicyTestCase& test, PolicySuite& suite) {
  const auto note = [&](std::string text) {
    suite.problems.push_back({suite.tests.file, test.line, test.column, std::move(text)});
  };
  const Policy* policy = policy_named(suite.pack, test.policy);
  if (!policy)
    return note("policy: " + suite.tests.pack + " has no policy " + in_quotes(test.policy) +
                did_you_mean(test.policy, ids(suite.pack)));
  for (const auto& [name, value] : test.parameters)
    if (!policy->parameters.contains(name))
      note("parameters: the policy has no parameter " + in_quotes(name) +
           did_you_mean(name, names(policy->parameters)));
}

PolicySuite joined(LoadedPack loaded, PolicyTests tests) {
  PolicySuite suite{std::move(loaded.pack), std::move(tests), std::move(loaded.problems)};
  suite.problems.insert(suite.problems.end(), suite.tests.problems.begin(), suite.tests.problems.end());
  for (const auto& test : suite.tests.cases)
    if (!suite.pack.policies.empty() && !test.policy.empty()) check_case(test, suite);
  return suite;
}

}  // namespace

const Policy& PolicySuite::policy_of(const PolicyTestCase& test) const {
  const Policy* policy = policy_named(pack, test.policy);
  if (!policy) throw std::out_of_range("no policy is called " + test.policy);
  return *policy;
}

std::vector<std::string> PolicySuite::policies_without_a_case() const {
  std::vector<std::string> untested;
  for (const auto& policy : pack.policies)
    if (std::ranges::find(tests.cases, policy.id, &PolicyTestCase::policy) == tests.cases.end())
      untested.push_back(policy.id);
  return untested;
}

PolicySuite load_suite(const std::filesystem::path& test_file, storage::QuerySession& model) {
  Problems problems(test_file.string());
  const auto text = read_text_file(test_file, problems);
  if (!text) return {{}, {test_file.string(), {}, {}, {}}, problems.in_order()};
  PolicyTests tests = read_policy_tests(*text, test_file.string());
  if (tests.pack.empty()) return joined({}, std::move(tests));
  LoadedPack pack = load_pack_file(test_file.parent_path() / tests.pack, model);
  return joined(std::move(pack), std::move(tests));
}

PolicySuite load_suite(const BuiltinPack& pack, storage::QuerySession& model) {
  const std::string file(pack.file);
  return joined(load_pack(std::string(pack.text), file, model),
                read_policy_tests(std::string(pack.tests), test_file_of(file)));
}

std::string test_file_of(const std::string& pack_file) {
  if (is_test_file(pack_file)) return pack_file;
  const std::filesystem::path file(pack_file);
  const std::string suffix = file.extension().string();
  return (file.parent_path() / file.stem()).string() + ".test" + (suffix.empty() ? ".yml" : suffix);
}

bool is_test_file(const std::string& file) { return std::filesystem::path(file).stem().extension() == ".test"; }

}  // namespace segaudit::rules
