#include "tests/simulator/pagination.h"

#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>

#include <charconv>
#include <iterator>
#include <sstream>

namespace segaudit::simulator {

std::string base64(std::string_view bytes) {
  std::ostringstream text;
  Poco::Base64Encoder encoder(text);
  encoder.rdbuf()->setLineLength(0);
  encoder << bytes;
  encoder.close();
  return text.str();
}

std::optional<std::string> from_base64(std::string_view text) {
  std::istringstream input{std::string(text)};
  try {
    Poco::Base64Decoder decoder(input);
    decoder.exceptions(std::ios::badbit);
    return std::string(std::istreambuf_iterator<char>(decoder), {});
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

std::string offset_cursor(std::size_t offset) {
  std::string text = "o" + std::to_string(offset);
  // Two bytes more than a multiple of three give one '=', one byte more gives two.
  if (text.size() % 3 == 0) text += ';';
  return base64(text);
}

std::optional<std::size_t> read_offset_cursor(std::string_view cursor) {
  const auto text = from_base64(cursor);
  if (!text || !text->starts_with('o')) return std::nullopt;
  std::size_t offset = 0;
  const auto [end, error] = std::from_chars(text->data() + 1, text->data() + text->size(), offset);
  if (error != std::errc{} || base64(*text) != cursor || offset_cursor(offset) != cursor) return std::nullopt;
  return offset;
}

std::variant<PageRequest, Reply> read_page_request(const Target& target, std::size_t max_count) {
  const auto count_text = target.parameter("pagination.count");
  if (!count_text) return invalid_parameter("pagination", "pagination is required");
  PageRequest page;
  const char* const end = count_text->data() + count_text->size();
  const auto [stop, error] = std::from_chars(count_text->data(), end, page.count);
  if (error != std::errc{} || stop != end || page.count < 1 || page.count > max_count) {
    const std::string range = "pagination.count must be an integer from 1 to " + std::to_string(max_count);
    return invalid_parameter("pagination.count", range);
  }
  page.cursor = target.parameter("pagination.cursor").value_or("");
  return page;
}

}  // namespace segaudit::simulator
