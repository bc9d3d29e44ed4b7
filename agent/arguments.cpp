#include "agent/arguments.h"

#include <algorithm>

#include "rules/wording.h"

namespace segaudit::agent {
namespace {

std::vector<std::string> all_of(const std::set<std::string>& one, const std::set<std::string>& other) {
  std::vector<std::string> all(one.begin(), one.end());
  all.insert(all.end(), other.begin(), other.end());
  return all;
}

}  // namespace

Arguments::Arguments(const std::vector<std::string>& words, const std::set<std::string>& options,
                     const std::set<std::string>& flags) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      rest_.insert(rest_.end(), words.begin() + std::ptrdiff_t(i) + 1, words.end());
      return;
    }
    if (!word.starts_with("--")) {
      rest_.push_back(word);
      continue;
    }
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (flags.contains(name) && equals == std::string::npos) {
      flags_.insert(name);
    } else if (options.contains(name)) {
      if (equals == std::string::npos && ++i == words.size()) throw UsageError(name + " needs a value");
      options_[name] = equals == std::string::npos ? words[i] : word.substr(equals + 1);
    } else {
      throw UsageError("unknown option " + name + rules::did_you_mean(name, all_of(options, flags)));
    }
  }
}

std::optional<std::string> Arguments::option(const std::string& name) const {
  const auto found = options_.find(name);
  if (found == options_.end()) return std::nullopt;
  return found->second;
}

std::string Arguments::choice(const std::string& name, const std::vector<std::string>& allowed) const {
  const auto given = option(name);
  if (!given) return allowed.front();
  if (std::find(allowed.begin(), allowed.end(), *given) == allowed.end())
    throw UsageError(name + " must be one of " + rules::listed(allowed) + " (got " + rules::in_quotes(*given) + ")");
  return *given;
}

}  // namespace segaudit::agent
