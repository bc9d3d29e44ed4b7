// A small JSON Schema validator: the keywords that response schemas of the API use, and no more.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

namespace segaudit::simulator {

struct SchemaProblem {
  // JSON pointer into the document.
  std::string place;
  std::string message;

  bool operator==(const SchemaProblem&) const = default;
};

// Checks documents against schemas of one file, which must outlive the validator. Checked: $ref into the same file,
// type, properties, required, items, additionalProperties, anyOf, oneOf, allOf, enum, const, minimum, maximum,
// minItems. Annotations (title, description, default, examples, format, $comment, x-…) say nothing about validity.
// Every other keyword that is met is remembered as unchecked.
class SchemaValidator {
 public:
  explicit SchemaValidator(const nlohmann::json& file);

  std::vector<SchemaProblem> problems(const nlohmann::json& document, const nlohmann::json& schema);

  const std::set<std::string>& unchecked_keywords() const { return unchecked_; }

 private:
  using Problems = std::vector<SchemaProblem>;

  void check(const nlohmann::json& value, const nlohmann::json& schema, const std::string& place, Problems& problems);
  void check_keyword(const std::string& keyword, const nlohmann::json& rule, const nlohmann::json& value,
                     const nlohmann::json& schema, const std::string& place, Problems& problems);
  void check_reference(const nlohmann::json& rule, const nlohmann::json& value, const std::string& place,
                       Problems& problems);
  void check_object(const std::string& keyword, const nlohmann::json& rule, const nlohmann::json& value,
                    const nlohmann::json& schema, const std::string& place, Problems& problems);
  void check_choice(const std::string& keyword, const nlohmann::json& rule, const nlohmann::json& value,
                    const std::string& place, Problems& problems);

  const nlohmann::json& file_;
  std::set<std::string> unchecked_;
};

}  // namespace segaudit::simulator
