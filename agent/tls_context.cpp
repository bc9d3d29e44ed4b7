#include "agent/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace segaudit::agent {

void TlsContext::Free::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

TlsContext::TlsContext(const std::string& ca_file) : context_(SSL_CTX_new(TLS_client_method())) {
  if (!context_) throw std::runtime_error("OpenSSL cannot create a TLS context");
  SSL_CTX_set_min_proto_version(get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(get(), SSL_VERIFY_PEER, nullptr);
  // A server that closes without saying goodbye is a truncated answer only if the answer's own length says so.
  SSL_CTX_set_options(get(), SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  ERR_clear_error();
  const bool loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(get()) == 1
                                      : SSL_CTX_load_verify_file(get(), ca_file.c_str()) == 1;
  if (loaded) return;
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  throw std::invalid_argument("cannot read certificates from " + (ca_file.empty() ? "the system's store" : ca_file) +
                              ": " + (reason != nullptr ? reason : "unknown reason"));
}

}  // namespace segaudit::agent
