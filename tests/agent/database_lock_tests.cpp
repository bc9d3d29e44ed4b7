#include <boost/test/unit_test.hpp>

#include "agent/database_lock.h"
#include "storage/model.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;

BOOST_AUTO_TEST_SUITE(database_lock_tests)

BOOST_AUTO_TEST_CASE(one_agent_at_a_time_has_a_database) {
  tests::TemporaryDirectory directory;
  {
    const agent::DatabaseLock first(directory / "acme.db");
    BOOST_CHECK_EXCEPTION(agent::DatabaseLock(directory / "acme.db"), storage::StorageError, [](const auto& error) {
      return std::string(error.what()).find("another segaudit agent is using it") != std::string::npos;
    });
    BOOST_CHECK_NO_THROW(agent::DatabaseLock(directory / "other.db"));
  }
  BOOST_CHECK_NO_THROW(agent::DatabaseLock(directory / "acme.db"));
}

BOOST_AUTO_TEST_SUITE_END()
