#pragma once

#include <string>
#include <string_view>

#include "agent/redaction_key.h"

namespace segaudit::agent {

// How names and e-mail addresses of people are stored.
enum class People {
  clear,      // as the API gives them
  pseudonym,  // as keyed pseudonyms: equal for equal people, readable for nobody
};

inline constexpr const char* kStandIn = "person:";  // how every pseudonym begins

// "person:" and 16 hex digits, for a name or an address; an address keeps its domain (person:ab12…@acme.example), so
// that policies can judge it, and is the same whatever its case.
std::string pseudonym_of(const RedactionKey& key, std::string_view name_or_address);

// The text with a pseudonym in place of each e-mail address in it.
std::string without_addresses(const RedactionKey& key, std::string_view text);

}  // namespace segaudit::agent
