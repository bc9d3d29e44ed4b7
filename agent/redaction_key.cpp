#include "agent/redaction_key.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "storage/hash.h"
#include "storage/model.h"

namespace segaudit::agent {
namespace {

using storage::StorageError;

constexpr std::size_t kFingerprintBytes = 16;
constexpr std::size_t kPseudonymBytes = 8;  // among thousands of people; short enough to be read

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

}  // namespace

RedactionKey::Bytes RedactionKey::random() {
  Bytes bytes;
  storage::random_bytes(bytes.size()).copy(bytes.data(), bytes.size());
  return bytes;
}

RedactionKey::Bytes RedactionKey::make(const std::filesystem::path& file) {
  const Bytes bytes = random();
  const std::filesystem::path fresh = file.string() + ".new";
  ::unlink(fresh.c_str());
  const Descriptor target(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const bool written = target.get() >= 0 && ::write(target.get(), bytes.data(), bytes.size()) == ssize_t(bytes.size()) &&
                       ::fsync(target.get()) == 0 && ::rename(fresh.c_str(), file.c_str()) == 0;
  if (!written)
    throw StorageError(file.string() + ": the redaction key cannot be written: " + std::strerror(errno) +
                       "; check that the directory exists and that segaudit's user may write it");
  const Descriptor directory(::open(file.parent_path().empty() ? "." : file.parent_path().c_str(), O_RDONLY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
  return bytes;
}

// Nothing when the file does not exist.
std::optional<RedactionKey::Bytes> RedactionKey::read(const std::filesystem::path& file) {
  const Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (source.get() < 0 && errno == ENOENT) return std::nullopt;
  if (source.get() < 0) throw StorageError(file.string() + ": the redaction key cannot be read: " + std::strerror(errno));
  struct stat info{};
  if (::fstat(source.get(), &info) != 0 || (info.st_mode & 077) != 0)
    throw StorageError(file.string() + ": the redaction key can be read by others; run: chmod 600 " + file.string());
  Bytes bytes;
  const bool whole = info.st_size == off_t(bytes.size()) &&
                     ::read(source.get(), bytes.data(), bytes.size()) == ssize_t(bytes.size());
  if (!whole)
    throw StorageError(file.string() + ": is not a redaction key (" + std::to_string(bytes.size()) +
                       " bytes expected); put the right file back, or move the database away to start anew");
  return bytes;
}

std::filesystem::path RedactionKey::file_for(const std::filesystem::path& database) {
  return std::filesystem::path(database).replace_extension(".key");
}

RedactionKey RedactionKey::for_database(const std::filesystem::path& database) {
  const auto file = file_for(database);
  if (const auto known = read(file)) return RedactionKey(*known);
  if (std::filesystem::exists(database))
    throw StorageError(database.string() + ": its redaction key " + file.string() +
                       " is missing; put the file back, or move the database away to start anew");
  return RedactionKey(make(file));
}

RedactionKey RedactionKey::ephemeral() { return RedactionKey(random()); }

std::string RedactionKey::hmac(std::string_view value) const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), bytes_.data(), int(bytes_.size()), reinterpret_cast<const unsigned char*>(value.data()), value.size(),
       digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

std::string RedactionKey::fingerprint(std::string_view value) const {
  return "fp:" + storage::to_hex(std::string_view(hmac(value)).substr(0, kFingerprintBytes));
}

std::string RedactionKey::pseudonym(std::string_view value) const {
  const std::string digest = hmac("segaudit: which person is this? " + std::string(value));
  return "person:" + storage::to_hex(std::string_view(digest).substr(0, kPseudonymBytes));
}

std::string RedactionKey::check_value() const { return storage::to_hex(hmac("segaudit: which key is this?")); }

}  // namespace segaudit::agent
