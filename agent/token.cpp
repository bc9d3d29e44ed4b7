#include "agent/token.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "agent/printable.h"
#include "agent/wipe.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestToken = 4096;

enum class Access { anyone_may_read, owner_only };

// Says where the token should come from, in front of every complaint.
class Complaint {
 public:
  Complaint(const WorkspaceConfig& workspace, const std::string& source)
      : begin_("workspace " + workspace.name + ": " + source + ": ") {}
  [[noreturn]] void operator()(const std::string& text) const { throw TokenError(begin_ + text); }

 private:
  std::string begin_;
};

class File {
 public:
  // Not blocking, so that a pipe in place of the file cannot stop the agent.
  explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", unsigned(mode & 07777));
  return text.data();
}

std::string path_in_words(const std::string& path) { return printable(path, kLongestToken); }

void check_kind_and_mode(const File& file, const std::string& path, Access access, const Complaint& complain) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) complain("cannot be read: " + std::string(std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) complain("is not a file");
  if (access == Access::owner_only && (status.st_mode & 077) != 0) {
    complain("others than its owner may use it (mode " + octal(status.st_mode) + "): chmod 600 " + path_in_words(path));
  }
}

std::string_view without_line_break(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Secret checked(std::string_view text, const Complaint& complain) {
  Secret token{std::string(without_line_break(text))};
  if (token.empty()) complain("is empty");
  if (token.reveal().size() > kLongestToken) complain("is too long for a token");
  const auto is_strange = [](unsigned char c) { return c <= 0x20 || c >= 0x7F; };
  if (std::ranges::any_of(token.reveal(), is_strange))
    complain(
        "holds a space, a line break or another character that no token has: it must hold the token and nothing else");
  return token;
}

Secret from_file(const std::string& path, Access access, const Complaint& complain) {
  const File file(path);
  if (file.get() < 0) complain("cannot be read: " + std::string(std::strerror(errno)));
  check_kind_and_mode(file, path, access, complain);
  WipedText buffer(std::string(kLongestToken + 2, '\0'));
  std::string& text = buffer.text();
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) complain("cannot be read: " + std::string(std::strerror(errno)));
    if (count == 0) break;
    size += std::size_t(count);
  }
  return checked(buffer.view().substr(0, size), complain);
}

// systemd keeps others out of that folder itself; the modes in it are an ACL's mask and say nothing.
Secret from_credential(const std::string& name, const Complaint& complain) {
  const char* const directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (directory == nullptr) {
    complain("there is no CREDENTIALS_DIRECTORY: this works only as a systemd service with LoadCredential=" + name +
             ":/path/of/the/file");
  }
  return from_file(std::string(directory) + "/" + name, Access::anyone_may_read, complain);
}

Secret from_environment(const std::string& name, const Complaint& complain) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) complain("the environment variable is not set");
  return checked(value, complain);
}

}  // namespace

// The text itself is overwritten, too: /proc/PID/environ shows the memory in which the process was given it.
void forget_variable(const TokenSource& source) {
  if (source.kind != TokenSource::Kind::environment) return;
  char* const value = std::getenv(source.name.c_str());
  if (value == nullptr) return;
  OPENSSL_cleanse(value, std::strlen(value));
  ::unsetenv(source.name.c_str());
}

Secret read_token(const WorkspaceConfig& workspace) {
  const std::string& name = workspace.token.name;
  switch (workspace.token.kind) {
    case TokenSource::Kind::credential:
      return from_credential(name, {workspace, "token_credential " + name});
    case TokenSource::Kind::environment:
      return from_environment(name, {workspace, "token_env " + name});
    case TokenSource::Kind::file:
      break;
  }
  return from_file(name, Access::owner_only, {workspace, "token_file " + path_in_words(name)});
}

}  // namespace segaudit::agent
