#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/form.h"

namespace segaudit::agent {

// One mapping of the configuration file. Reads values by key; mistakes are noted with the key's path ("schedule.sweep")
// and leave the default standing. A key without a value (`storage:`) counts as absent.
class ConfigSection {
 public:
  // `path` of the mapping itself; empty at the top.
  ConfigSection(const YAML::Node& node, std::string path, const std::vector<std::string>& keys,
                rules::Problems& problems);

  // A mapping below this one; absent: an empty one.
  ConfigSection section(std::string_view key, const std::vector<std::string>& keys) const;

  std::optional<YAML::Node> find(std::string_view key) const;
  std::vector<YAML::Node> list(std::string_view key) const;

  std::optional<std::string> text(std::string_view key) const;  // not empty
  std::vector<std::string> texts(std::string_view key) const;   // of a list; none of them empty

  void read(std::string_view key, std::chrono::milliseconds& value, std::chrono::milliseconds least,
            std::chrono::milliseconds most) const;
  void read(std::string_view key, std::int64_t& value, std::int64_t least, std::int64_t most) const;
  void read_share(std::string_view key, double& value) const;  // above 0, up to 1

  template <typename Choice>
  void read(std::string_view key, Choice& value, const std::vector<std::pair<std::string, Choice>>& choices) const {
    std::vector<std::string> words;
    for (const auto& choice : choices) words.push_back(choice.first);
    const auto index = choose(key, words);
    if (index) value = choices[*index].second;
  }

  void note(std::string_view key, const std::string& what) const;  // at the key's value, else where the mapping begins
  void note(const YAML::Node& node, std::string_view key, const std::string& what) const;

 private:
  std::optional<std::size_t> choose(std::string_view key, const std::vector<std::string>& words) const;
  std::optional<std::string> scalar(std::string_view key) const;
  std::string path_of(std::string_view key) const;

  std::string path_;
  rules::Problems& problems_;
  rules::Form form_;
};

}  // namespace segaudit::agent
