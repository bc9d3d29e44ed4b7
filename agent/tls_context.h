#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

namespace segaudit::agent {

// What a TLS client trusts: TLS 1.2 or newer, the peer's certificate must lead to a known authority. Shared by all
// connections; any thread.
class TlsContext {
 public:
  // ca_file: the authorities in PEM; empty: those of the system. Throws std::invalid_argument for a file that cannot be
  // read as such.
  explicit TlsContext(const std::string& ca_file);

  SSL_CTX* get() const { return context_.get(); }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const;
  };
  std::unique_ptr<SSL_CTX, Free> context_;
};

}  // namespace segaudit::agent
