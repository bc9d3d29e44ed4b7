// Pages: what a request asks for, and the opaque cursors.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tests/simulator/reply.h"
#include "tests/simulator/target.h"

namespace segaudit::simulator {

std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

// A cursor for an offset: base64 whose text always ends in '=', so that clients must percent-encode it.
std::string offset_cursor(std::size_t offset);
std::optional<std::size_t> read_offset_cursor(std::string_view cursor);

struct PageRequest {
  std::size_t count = 0;
  // As sent; empty for the first page.
  std::string cursor = {};
};

// The page asked for, or the 422 that says what is wrong: no count, not a number, outside 1..max_count.
std::variant<PageRequest, Reply> read_page_request(const Target& target, std::size_t max_count);

}  // namespace segaudit::simulator
