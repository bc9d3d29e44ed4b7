#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace segaudit::agent {

// 128 bits of some bytes, under a seed that only this process knows. Recognises what did not change; proves nothing.
struct Fingerprint {
  std::uint64_t low = 0, high = 0;
  bool operator==(const Fingerprint&) const = default;
};

Fingerprint fingerprint_of(std::string_view bytes);

struct FingerprintHash {
  std::size_t operator()(const Fingerprint& fingerprint) const { return std::size_t(fingerprint.low); }
};

}  // namespace segaudit::agent
