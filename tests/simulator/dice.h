// Random choices that are equal on every machine for equal seeds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace segaudit::simulator {

// Uses only the engine, whose numbers the standard fixes; distributions differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : engine_() % limit; }
  bool one_in(std::size_t chances) { return below(chances) == 0; }

  std::string word(std::size_t length) {
    constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    std::string text;
    while (text.size() < length) text += kLetters[below(kLetters.size())];
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace segaudit::simulator
