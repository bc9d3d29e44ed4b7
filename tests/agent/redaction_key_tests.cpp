#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "agent/redaction_key.h"
#include "storage/model.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;
using agent::RedactionKey;

namespace {

struct Fixture {
  tests::TemporaryDirectory directory;
  std::filesystem::path database = directory / "acme.db";
  std::filesystem::path key_file = directory / "acme.key";

  std::string refusal() {
    try {
      RedactionKey::for_database(database);
    } catch (const storage::StorageError& error) {
      return error.what();
    }
    return "";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(redaction_key_tests, Fixture)

BOOST_AUTO_TEST_CASE(the_first_start_makes_a_private_key_and_the_next_one_reads_it) {
  const auto first = RedactionKey::for_database(database);
  struct stat info{};
  BOOST_REQUIRE(::stat(key_file.c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0600u);
  BOOST_TEST(RedactionKey::for_database(database).fingerprint("x") == first.fingerprint("x"));
}

BOOST_AUTO_TEST_CASE(fingerprints_depend_on_value_and_key) {
  const auto one = RedactionKey::ephemeral(), other = RedactionKey::ephemeral();
  BOOST_TEST(one.fingerprint("x") == one.fingerprint("x"));
  BOOST_TEST(one.fingerprint("x") != one.fingerprint("y"));
  BOOST_TEST(one.fingerprint("x") != other.fingerprint("x"));
  BOOST_TEST(one.fingerprint("x").size() == 35u);
}

BOOST_AUTO_TEST_CASE(a_database_whose_key_is_missing_is_refused) {
  std::ofstream(database) << "x";
  BOOST_TEST(refusal() == database.string() + ": its redaction key " + key_file.string() +
                              " is missing; put the file back, or move the database away to start anew");
}

BOOST_AUTO_TEST_CASE(a_key_that_others_can_read_is_refused) {
  RedactionKey::for_database(database);
  ::chmod(key_file.c_str(), 0644);
  BOOST_TEST(refusal() == key_file.string() + ": the redaction key can be read by others; run: chmod 600 " + key_file.string());
}

BOOST_AUTO_TEST_CASE(a_damaged_key_is_refused) {
  std::ofstream(key_file) << "short";
  ::chmod(key_file.c_str(), 0600);
  BOOST_TEST(refusal().find("is not a redaction key (32 bytes expected)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
