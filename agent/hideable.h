#pragma once

#include <string>

#include "agent/catalogue.h"

namespace segaudit::agent {

// Documents of kinds with fields that not every token is shown (see Kind::hideable): absent, they are not known.

bool lacks_hideable(const Kind& kind, const std::string& body);

// The body, with what it lacks of such fields as another body of the same resource has them.
std::string with_hidden(const Kind& kind, const std::string& body, const std::string& known);

}  // namespace segaudit::agent
