#include "storage/hash.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "storage/model.h"

namespace segaudit::storage {

struct Sha256::Context {
  EVP_MD_CTX* value = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(value); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  EVP_DigestInit_ex(context_->value, EVP_sha256(), nullptr);
}

Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_->value, bytes.data(), bytes.size());
  return *this;
}

Sha256& Sha256::add(const Digest& digest) { return add(as_bytes(digest)); }

Digest Sha256::finish() {
  Digest digest;
  EVP_DigestFinal_ex(context_->value, digest.data(), nullptr);
  EVP_DigestInit_ex(context_->value, nullptr, nullptr);
  return digest;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string to_hex(const Digest& digest) { return to_hex(as_bytes(digest)); }

std::string_view as_bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string sha256_hex(std::string_view bytes) { return to_hex(Sha256().add(bytes).finish()); }

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), int(count)) != 1)
    throw StorageError("the system gave no random bytes");
  return bytes;
}

}  // namespace segaudit::storage
