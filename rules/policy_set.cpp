#include "rules/policy_set.h"

#include <glob.h>

#include <algorithm>
#include <map>
#include <memory>

#include "rules/policy_suite.h"
#include "rules/wording.h"

namespace segaudit::rules {
namespace {

class SetLoader {
 public:
  SetLoader(const PolicySources& sources, storage::QuerySession& model) : sources_(sources), model_(model) {}

  PolicySet load(const std::string& instead = {}) {
    for (const auto& source : sources_.packs) add_source(source);
    if (!instead.empty()) put_in_place(load_pack_file(instead, model_));
    check_ids();
    check_configuration();
    for (const auto& pack : set_.packs)
      for (const auto& policy : pack.policies)
        if (!sources_.disabled.contains(policy.id)) set_.policies.push_back(policy);
    return std::move(set_);
  }

 private:
  void add_source(const std::string& source) {
    if (source == "builtin") {
      for (const auto& pack : builtin_packs()) add(load_pack(std::string(pack.text), std::string(pack.file), model_));
      return;
    }
    const auto files = matching_files(source);
    if (files.empty()) note("policies.packs: no file matches " + in_quotes(source));
    for (const auto& file : files) add(load_pack_file(file, model_));
  }

  void add(LoadedPack loaded) {
    const bool again = std::ranges::any_of(set_.packs, [&](const Pack& pack) { return pack.file == loaded.pack.file; });
    if (again) return;
    set_.problems.insert(set_.problems.end(), loaded.problems.begin(), loaded.problems.end());
    set_.packs.push_back(std::move(loaded.pack));
  }

  // What was wrong with the pack that goes does not matter any more.
  void put_in_place(LoadedPack loaded) {
    std::erase_if(set_.packs, [&](const Pack& pack) {
      const bool goes = pack.name == loaded.pack.name || pack.file == loaded.pack.file;
      if (goes) std::erase_if(set_.problems, [&](const Problem& problem) { return problem.file == pack.file; });
      return goes;
    });
    add(std::move(loaded));
  }

  void note(std::string text) { set_.problems.push_back({sources_.file, 0, 0, std::move(text)}); }

  // Within one pack, the pack's loader has looked.
  void check_ids() {
    std::map<std::string, const Policy*> first;
    for (const auto& pack : set_.packs)
      for (const auto& policy : pack.policies) {
        if (policy.id.empty()) continue;
        const auto [known, is_new] = first.emplace(policy.id, &policy);
        if (is_new || known->second->file == policy.file) continue;
        const std::string place = known->second->file + ":" + std::to_string(known->second->line);
        set_.problems.push_back(
            {policy.file, policy.line, 1, "id: " + in_quotes(policy.id) + " is taken by the policy at " + place});
      }
  }

  const Policy* policy_named(const std::string& id) const {
    for (const auto& pack : set_.packs)
      for (const auto& policy : pack.policies)
        if (policy.id == id) return &policy;
    return nullptr;
  }

  std::vector<std::string> ids() const { return ids_of(set_); }

  void check_configuration() {
    for (const auto& id : sources_.disabled)
      if (!policy_named(id)) note("policies.disabled: no policy is called " + in_quotes(id) + did_you_mean(id, ids()));
    for (const auto& [id, parameters] : sources_.parameters) {
      const Policy* policy = policy_named(id);
      if (!policy) {
        note("policies.parameters: no policy is called " + in_quotes(id) + did_you_mean(id, ids()));
        continue;
      }
      for (const auto& [name, value] : parameters) check_parameter(*policy, name);
    }
  }

  void check_parameter(const Policy& policy, const std::string& name) {
    if (policy.parameters.contains(name)) return;
    std::vector<std::string> names;
    for (const auto& [known, value] : policy.parameters) names.push_back(known);
    note("policies.parameters." + policy.id + ": the policy has no parameter " + in_quotes(name) +
         did_you_mean(name, names));
  }

  const PolicySources& sources_;
  storage::QuerySession& model_;
  PolicySet set_;
};

bool is_pattern(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

}  // namespace

std::vector<std::string> matching_files(const std::string& pattern) {
  if (!is_pattern(pattern)) return {pattern};
  glob_t found{};
  const std::unique_ptr<glob_t, decltype(&globfree)> guard(&found, globfree);
  std::vector<std::string> files;
  if (glob(pattern.c_str(), 0, nullptr, &found) != 0) return files;
  const bool wants_tests = is_test_file(pattern);
  for (std::size_t i = 0; i < found.gl_pathc; ++i) {
    const std::string file = found.gl_pathv[i];
    if (is_test_file(file) == wants_tests) files.push_back(file);
  }
  return files;
}

std::vector<std::string> ids_of(const PolicySet& set) {
  std::vector<std::string> ids;
  for (const auto& pack : set.packs)
    for (const auto& policy : pack.policies) ids.push_back(policy.id);
  return ids;
}

PolicySet load_policies(const PolicySources& sources, storage::QuerySession& model) {
  return SetLoader(sources, model).load();
}

PolicySet load_policies_with(const std::string& pack_file, const PolicySources& sources, storage::QuerySession& model) {
  return SetLoader(sources, model).load(pack_file);
}

}  // namespace segaudit::rules
