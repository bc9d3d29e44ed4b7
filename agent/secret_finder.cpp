#include "agent/secret_finder.h"

#include <algorithm>

#include "agent/program_literals.h"
#include "agent/secret_forms.h"
#include "agent/secret_words.h"

namespace segaudit::agent {
namespace {

bool overlap(const SecretPlace& a, const SecretPlace& b) { return a.begin < b.end && b.begin < a.end; }

// Literals with a telling name and an untelling value; `known` is in order, and so are the literals.
std::vector<SecretPlace> named_secrets(std::string_view program, const std::vector<SecretPlace>& known) {
  std::vector<SecretPlace> found;
  auto next = known.begin();
  for_each_literal(program, [&](const ProgramLiteral& literal) {
    if (found.size() == kMostSecrets || literal.has_expressions) return;
    const auto secret = secret_called(literal.name, literal.value);
    if (secret.empty()) return;
    const auto begin = std::size_t(literal.value.data() - program.data());
    const SecretPlace place{secret, begin, begin + literal.value.size()};
    while (next != known.end() && next->end <= place.begin) ++next;
    if (next == known.end() || !overlap(*next, place)) found.push_back(place);
  });
  return found;
}

// Turns places into lines and columns; asked in ascending order.
class Position {
 public:
  explicit Position(std::string_view program) : program_(program) {}

  FoundSecret of(const SecretPlace& place) {
    for (; at_ < place.begin; ++at_) {
      if (program_[at_] == '\n') {
        ++line_;
        column_ = 1;
      } else if ((static_cast<unsigned char>(program_[at_]) & 0xC0) != 0x80) {
        ++column_;
      }
    }
    return {place.secret, line_, column_};
  }

 private:
  std::string_view program_;
  std::size_t at_ = 0, line_ = 1, column_ = 1;
};

}  // namespace

std::vector<FoundSecret> find_secrets(std::string_view program) {
  auto places = secrets_by_form(program, kMostSecrets);
  const auto named = named_secrets(program, places);
  places.insert(places.end(), named.begin(), named.end());
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  places.resize(std::min(places.size(), kMostSecrets));
  std::vector<FoundSecret> found;
  Position position(program);
  for (const auto& place : places) found.push_back(position.of(place));
  return found;
}

}  // namespace segaudit::agent
