#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

namespace segaudit::agent {

struct FreeOpenssl {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

// A certificate with its private key, made for one test run.
struct Certificate {
  std::shared_ptr<X509> x509;
  std::shared_ptr<EVP_PKEY> key;
};

// An authority that nobody but the test knows.
class Authority {
 public:
  Authority();

  // names: as OpenSSL writes alternative names: "DNS:localhost,IP:127.0.0.1". Valid from yesterday for `days` days;
  // with a negative number it has expired.
  Certificate issue(const std::string& names, int days = 2) const;

  void write_pem(const std::filesystem::path& file) const;

 private:
  Certificate root_;
};

// Signed by itself.
Certificate self_signed(const std::string& names);

}  // namespace segaudit::agent
