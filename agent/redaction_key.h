#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::agent {

// The secret that turns values into fingerprints: 32 random bytes in a file beside the database, mode 0600. Without it
// fingerprints could be guessed by trying values; with another one every value would look changed.
class RedactionKey {
 public:
  // Reads the key file, or makes it when neither it nor the database is there. Throws StorageError when it is damaged,
  // readable by others, or missing beside an existing database.
  static RedactionKey for_database(const std::filesystem::path& database);
  // A key that is nowhere on disk, for a database that does not last.
  static RedactionKey ephemeral();
  static std::filesystem::path file_for(const std::filesystem::path& database);

  // "fp:" and 32 hex digits; equal for equal values, under this key only.
  std::string fingerprint(std::string_view value) const;

  // "person:" and 16 hex digits; says nothing about the value's fingerprint.
  std::string pseudonym(std::string_view value) const;

  // Tells a database whether this is its key, without giving it away.
  std::string check_value() const;

 private:
  using Bytes = std::array<char, 32>;

  explicit RedactionKey(const Bytes& bytes) : bytes_(bytes) {}
  static Bytes random();
  static Bytes make(const std::filesystem::path& file);
  static std::optional<Bytes> read(const std::filesystem::path& file);
  std::string hmac(std::string_view value) const;

  Bytes bytes_;
};

}  // namespace segaudit::agent
