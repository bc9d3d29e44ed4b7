#pragma once

#include <string>

#include "agent/transport.h"

namespace segaudit::agent {

// What an answer that is not a 200 says for itself, on one line and safe to print: plain words of the first error's
// message (or its type), and the name of the field it complains about. What such a message may repeat (a value, a
// header, a token) is left out, see plain_words.h; so is a body that is not the API's. May be empty.
std::string api_message(const Response& response);

// The media type that the answer calls itself, without parameters; empty when there is none, or it is no plain name.
std::string media_type(const Response& response);

// Whether the answer calls itself JSON, of whatever vendor type. An answer without a type is taken at its bytes.
bool is_json(const Response& response);

}  // namespace segaudit::agent
