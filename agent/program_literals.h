#pragma once

#include <functional>
#include <string_view>

namespace segaudit::agent {

// A string literal of a JavaScript program.
struct ProgramLiteral {
  std::string_view value;        // between the quotes, as written; inside the program
  std::string_view name;         // what stands in front of it in the same expression: `const apiKey =`, `"api_key":`
  bool has_expressions = false;  // a template with ${...}: not a literal value
};

// Calls `each` for every literal, in order, those in comments included: what is commented out is still written there.
// Knows strings, templates, comments and regular expressions well enough not to lose its way for longer than a line; it
// is no parser. Looks back a bounded distance, so the time is in proportion to the text. Pure.
void for_each_literal(std::string_view program, const std::function<void(const ProgramLiteral&)>& each);

}  // namespace segaudit::agent
