#pragma once

#include <string>

#include "agent/transport.h"

namespace segaudit::agent {

// What an answer that is not a 200 says for itself, on one line and safe to print: the first error's message (or its
// type), the field it complains about, or the beginning of a body that is not the API's. May be empty.
std::string api_message(const Response& response);

// Whether the answer calls itself JSON, of whatever vendor type. An answer without a type is taken at its bytes.
bool is_json(const Response& response);

}  // namespace segaudit::agent
