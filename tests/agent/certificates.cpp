#include "certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace segaudit::agent {
namespace {

constexpr long kDay = 24 * 60 * 60;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a certificate for the test");
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate unsigned_certificate(const std::string& name, int days) {
  Certificate made;
  made.key.reset(EVP_EC_gen("P-256"), FreeOpenssl());
  made.x509.reset(X509_new(), FreeOpenssl());
  require(made.key && made.x509);
  X509* const x509 = made.x509.get();
  X509_set_version(x509, X509_VERSION_3);
  static long serial = 0;
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x509), days < 0 ? 2 * days * kDay : -kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), days * kDay);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  require(X509_set_pubkey(x509, made.key.get()) == 1);
  return made;
}

void sign(const Certificate& made, const Certificate& issuer) {
  X509_set_issuer_name(made.x509.get(), X509_get_subject_name(issuer.x509.get()));
  require(X509_sign(made.x509.get(), issuer.key.get(), EVP_sha256()) > 0);
}

}  // namespace

Authority::Authority() : root_(unsigned_certificate("a throw-away authority", 2)) {
  add_extension(root_.x509.get(), root_.x509.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(root_.x509.get(), root_.x509.get(), NID_key_usage, "critical,keyCertSign");
  sign(root_, root_);
}

Certificate Authority::issue(const std::string& names, int days) const {
  Certificate made = unsigned_certificate("a test server", days);
  add_extension(made.x509.get(), root_.x509.get(), NID_subject_alt_name, names);
  sign(made, root_);
  return made;
}

void Authority::write_pem(const std::filesystem::path& file) const {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "w"), std::fclose);
  require(out && PEM_write_X509(out.get(), root_.x509.get()) == 1);
}

Certificate self_signed(const std::string& names) {
  Certificate made = unsigned_certificate("a test server", 2);
  add_extension(made.x509.get(), made.x509.get(), NID_subject_alt_name, names);
  sign(made, made);
  return made;
}

}  // namespace segaudit::agent
