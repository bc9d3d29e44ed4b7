#include "agent/accepted_encoding.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace segaudit::agent {
namespace {

std::string normalized(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

bool is_refused(const std::string& parameters) {
  return parameters.starts_with("q=0") && parameters.find_first_not_of("0.", 2) == std::string::npos;
}

}  // namespace

bool accepts_gzip(const std::string& accept_encoding) {
  std::istringstream offers(normalized(accept_encoding));
  bool accepts_anything = false;
  for (std::string offer; std::getline(offers, offer, ',');) {
    const std::size_t semicolon = offer.find(';');
    const std::string name = offer.substr(0, semicolon);
    const bool refused = semicolon != std::string::npos && is_refused(offer.substr(semicolon + 1));
    if (name == "gzip" || name == "x-gzip") return !refused;
    if (name == "*") accepts_anything = !refused;
  }
  return accepts_anything;
}

}  // namespace segaudit::agent
