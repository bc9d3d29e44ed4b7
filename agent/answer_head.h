#pragma once

#include <string>
#include <string_view>

#include "agent/transport.h"

namespace segaudit::agent {

inline constexpr std::size_t kMostFields = 200;

// Status line and header fields of an answer, without body. As strict as HTTP/1.1 is: no field without a colon, none
// folded over two lines, no control characters. What one reader skips another one believes, so nothing is skipped.
// Throws TransportError: malformed, or too_large for more than kMostFields.
Response parse_head(std::string_view head);

// Whether an answer that begins so can still become HTTP/1.x.
bool may_become_http(std::string_view beginning);

// What such an answer is not, with the letters that it begins with: the name of a protocol.
std::string not_http(std::string_view beginning);

}  // namespace segaudit::agent
