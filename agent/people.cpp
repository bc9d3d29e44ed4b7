#include "agent/people.h"

#include <algorithm>
#include <cctype>

namespace segaudit::agent {
namespace {

bool is_word(unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; }
bool may_stand_before_at(unsigned char c) {
  return is_word(c) || std::string_view("._%+-'").find(char(c)) != std::string_view::npos;
}
bool may_stand_after_at(unsigned char c) { return is_word(c) || c == '.' || c == '-'; }

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return lowered;
}

// "acme.example", but not the "1.2.3" of a package's version.
bool is_domain(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const auto last = text.substr(dot + 1);
  return last.size() >= 2 && std::ranges::none_of(last, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string address_pseudonym(const RedactionKey& key, std::string_view address) {
  const std::string known_as = lower(address);
  return key.pseudonym(known_as) + known_as.substr(known_as.rfind('@'));
}

}  // namespace

std::string pseudonym_of(const RedactionKey& key, std::string_view name_or_address) {
  const auto at = name_or_address.rfind('@');
  const bool is_address = at != std::string_view::npos && at > 0 && at + 1 < name_or_address.size() &&
                          std::ranges::all_of(name_or_address.substr(at + 1), may_stand_after_at) &&
                          std::ranges::none_of(name_or_address, [](unsigned char c) { return c <= ' '; });
  return is_address ? address_pseudonym(key, name_or_address) : key.pseudonym(name_or_address);
}

std::string without_addresses(const RedactionKey& key, std::string_view text) {
  std::string result;
  std::size_t done = 0;
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    auto begin = at, end = at + 1;
    while (begin > done && may_stand_before_at(static_cast<unsigned char>(text[begin - 1]))) --begin;
    while (end < text.size() && may_stand_after_at(static_cast<unsigned char>(text[end]))) ++end;
    while (text[end - 1] == '.' || text[end - 1] == '-') --end;  // of the sentence around it
    if (begin == at || end <= at + 1 || !is_domain(text.substr(at + 1, end - at - 1))) continue;
    result.append(text.substr(done, begin - done)).append(address_pseudonym(key, text.substr(begin, end - begin)));
    done = end;
  }
  return result.append(text.substr(done));
}

}  // namespace segaudit::agent
