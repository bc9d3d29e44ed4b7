#pragma once

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace segaudit::agent {

// The command line was wrong; what() says how.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A command's arguments: options with a value (--format json, --format=json), flags, and the rest in order.
class Arguments {
 public:
  // Throws UsageError for an option that is in neither set, or a missing value. After "--" everything is rest.
  Arguments(const std::vector<std::string>& words, const std::set<std::string>& options, const std::set<std::string>& flags);

  std::optional<std::string> option(const std::string& name) const;
  // One of `allowed`, the first being the default.
  std::string choice(const std::string& name, const std::vector<std::string>& allowed) const;
  bool has(const std::string& flag) const { return flags_.contains(flag); }
  const std::vector<std::string>& rest() const { return rest_; }

 private:
  std::map<std::string, std::string> options_;
  std::set<std::string> flags_;
  std::vector<std::string> rest_;
};

}  // namespace segaudit::agent
