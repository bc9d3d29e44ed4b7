#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "agent/token.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {
namespace {

// The program is asked with environment variables of this test only.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

struct TokenFile {
  explicit TokenFile(const std::string& text, mode_t mode = 0600) : path((directory / "acme.token").string()) {
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), mode);
  }
  tests::TemporaryDirectory directory;
  std::string path;
};

WorkspaceConfig with(TokenSource::Kind kind, const std::string& name) {
  WorkspaceConfig workspace;
  workspace.name = "acme";
  workspace.token = {kind, name};
  return workspace;
}

std::string complaint_about(const WorkspaceConfig& workspace) {
  try {
    read_token(workspace);
    return "none";
  } catch (const TokenError& error) {
    return error.what();
  }
}

using Kind = TokenSource::Kind;

BOOST_AUTO_TEST_SUITE(token_tests)

BOOST_AUTO_TEST_CASE(a_token_file_is_read_without_its_line_break) {
  const TokenFile unix_file("sgp_secret\n");
  BOOST_TEST(read_token(with(Kind::file, unix_file.path)).reveal() == "sgp_secret");
  const TokenFile windows_file("sgp_secret\r\n");
  BOOST_TEST(read_token(with(Kind::file, windows_file.path)).reveal() == "sgp_secret");
}

BOOST_AUTO_TEST_CASE(a_file_that_others_can_read_is_refused) {
  for (const auto& [mode, shown] : {std::pair(mode_t(0644), "0644"), {0640, "0640"}, {0602, "0602"}}) {
    const TokenFile file("sgp_secret\n", mode);
    BOOST_TEST(complaint_about(with(Kind::file, file.path)) == "workspace acme: token_file " + file.path +
                                                                   ": others than its owner may use it (mode " + shown +
                                                                   "): chmod 600 " + file.path);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_holds_no_token_is_refused_without_quoting_it) {
  const std::string strange =
      "holds a space, a line break or another character that no token has: it must hold the token and nothing else";
  const std::vector<std::pair<std::string, std::string>> cases = {{"", "is empty"},
                                                                  {"\n\n", "is empty"},
                                                                  {"sgp_secret other", strange},
                                                                  {"sgp_a\nsgp_b\n", strange},
                                                                  {" sgp_secret", strange},
                                                                  {std::string("sgp\0x", 5), strange},
                                                                  {"\xEF\xBB\xBFsgp_secret", strange},
                                                                  {std::string(5000, 'a'), "is too long for a token"}};
  for (const auto& [text, says] : cases) {
    const TokenFile file(text);
    BOOST_TEST(complaint_about(with(Kind::file, file.path)) == "workspace acme: token_file " + file.path + ": " + says);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_readable_file_is_refused) {
  const tests::TemporaryDirectory directory;
  const std::string none = (directory / "none").string();
  BOOST_TEST(complaint_about(with(Kind::file, none)) ==
             "workspace acme: token_file " + none + ": cannot be read: No such file or directory");
  const std::string pipe = (directory / "pipe").string();
  BOOST_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  BOOST_TEST(complaint_about(with(Kind::file, pipe)) == "workspace acme: token_file " + pipe + ": is not a file");
  const std::string folder = directory.path().string();
  BOOST_TEST(complaint_about(with(Kind::file, folder)) == "workspace acme: token_file " + folder + ": is not a file");
}

BOOST_AUTO_TEST_CASE(a_credential_is_read_from_systemds_folder_whatever_its_mode) {
  const TokenFile file("sgp_secret\n", 0440);
  const Variable variable("CREDENTIALS_DIRECTORY", file.directory.path().string());
  BOOST_TEST(read_token(with(Kind::credential, "acme.token")).reveal() == "sgp_secret");
  BOOST_TEST(complaint_about(with(Kind::credential, "other")) ==
             "workspace acme: token_credential other: cannot be read: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_credential_without_systemd_is_refused) {
  BOOST_TEST(
      complaint_about(with(Kind::credential, "acme.token")) ==
      "workspace acme: token_credential acme.token: there is no CREDENTIALS_DIRECTORY: this works only as a systemd "
      "service with LoadCredential=acme.token:/path/of/the/file");
}

BOOST_AUTO_TEST_CASE(a_token_is_read_from_the_environment) {
  BOOST_TEST(complaint_about(with(Kind::environment, "SEGAUDIT_TEST_TOKEN")) ==
             "workspace acme: token_env SEGAUDIT_TEST_TOKEN: the environment variable is not set");
  const Variable variable("SEGAUDIT_TEST_TOKEN", "sgp_secret");
  BOOST_TEST(read_token(with(Kind::environment, "SEGAUDIT_TEST_TOKEN")).reveal() == "sgp_secret");
  const Variable empty("SEGAUDIT_TEST_TOKEN", "");
  BOOST_TEST(complaint_about(with(Kind::environment, "SEGAUDIT_TEST_TOKEN")) ==
             "workspace acme: token_env SEGAUDIT_TEST_TOKEN: is empty");
}

BOOST_AUTO_TEST_CASE(a_variable_that_was_read_is_gone_from_the_environment_and_from_its_memory) {
  const Variable variable("SEGAUDIT_TEST_TOKEN", "sgp_secret");
  const char* const memory = std::getenv("SEGAUDIT_TEST_TOKEN");
  BOOST_TEST(read_token(with(Kind::environment, "SEGAUDIT_TEST_TOKEN")).reveal() == "sgp_secret");
  forget_variable({Kind::environment, "SEGAUDIT_TEST_TOKEN"});
  BOOST_TEST((std::getenv("SEGAUDIT_TEST_TOKEN") == nullptr));
  BOOST_TEST(std::string(memory, 10) == std::string(10, '\0'));  // glibc never frees what setenv() made
}

BOOST_AUTO_TEST_CASE(a_variable_that_holds_no_token_stays) {
  const Variable variable("SEGAUDIT_TEST_TOKEN", "value");
  forget_variable({Kind::file, "SEGAUDIT_TEST_TOKEN"});
  forget_variable({Kind::credential, "SEGAUDIT_TEST_TOKEN"});
  BOOST_TEST(std::getenv("SEGAUDIT_TEST_TOKEN") == std::string("value"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
