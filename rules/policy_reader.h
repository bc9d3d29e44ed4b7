#pragma once

#include <set>
#include <string>

#include "rules/form.h"
#include "rules/policy.h"

namespace segaudit::rules {

// Only a-z, 0-9 and the characters in `more`.
bool is_identifier(std::string_view text, std::string_view more);

// Reads the policies of one pack file, one after another, and judges their queries and messages by the read model.
class PolicyReader {
 public:
  // All of them outlive the reader.
  PolicyReader(const std::string& text, const std::string& file, storage::QuerySession& model, Problems& problems)
      : text_(text), file_(file), model_(model), problems_(problems) {}

  Policy read(const YAML::Node& node);

 private:
  std::string id(Form& form);
  Severity severity(Form& form);
  PolicyType type(Form& form);
  std::string resource(Form& form);
  std::chrono::milliseconds keep(Form& form, PolicyType type);
  Parameters parameters(Form& form);
  void read_parameter(Form& form, const YAML::Node& key, const YAML::Node& value, Parameters& parameters);
  std::map<std::string, std::vector<std::string>> frameworks(Form& form);
  void check_query(Form& form, const Policy& policy, std::optional<std::vector<std::string>>& columns);
  void check_message(Form& form, const Policy& policy, const std::optional<std::vector<std::string>>& columns);

  const std::string& text_;
  const std::string& file_;
  storage::QuerySession& model_;
  Problems& problems_;
  std::set<std::string> ids_;
};

}  // namespace segaudit::rules
