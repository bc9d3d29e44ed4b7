#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/catalogue.h"

namespace segaudit::tests {

// A text that is nowhere else, one for each field of each endpoint: "zq0042g1zq" is field 42 as it was in generation 1.
// In lower case and without a sign that any output escapes. Any thread.
class Marks {
 public:
  // Of a field of an item that becomes documents of these kinds.
  std::string of(const std::vector<const agent::Kind*>& kinds, const std::vector<std::string>& path, int generation);
  // Of something that must show nowhere, whatever the catalogue says.
  std::string of_nobody(const std::string& name, int generation = 9);

  // "kind: path.of.field" of the marks in a text, in any case.
  std::set<std::string> in(std::string text) const;
  std::set<int> generations_in(std::string text) const;
  // Fields that the catalogue calls clear, and all others.
  std::set<std::string> clear() const;
  std::set<std::string> all() const;

 private:
  std::string mark(const std::string& name, bool is_clear, int generation);

  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> names_;
  std::set<std::string> clear_;
};

}  // namespace segaudit::tests
