#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace segaudit::agent {

struct SecretPlace {
  std::string_view secret;  // what it is, in words
  std::size_t begin = 0, end = 0;
};

// Secrets that are known by their own form, wherever they stand: tokens of well-known services, private keys, passwords
// in URLs, literal authorization headers. In order, without overlaps, `most` at most. Looks a bounded distance ahead
// from each place. Pure.
std::vector<SecretPlace> secrets_by_form(std::string_view text, std::size_t most);

}  // namespace segaudit::agent
