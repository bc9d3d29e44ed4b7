#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "agent/service_notifier.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {
namespace {

// What a service manager is to its services.
class Manager {
 public:
  explicit Manager(const std::string& address) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un own{};
    own.sun_family = AF_UNIX;
    std::memcpy(own.sun_path, address.data(), address.size());
    if (address.front() == '@') own.sun_path[0] = '\0';
    const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + address.size());
    BOOST_REQUIRE_EQUAL(::bind(socket_, reinterpret_cast<const sockaddr*>(&own), length), 0);
  }
  ~Manager() { ::close(socket_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  std::string received() const {
    std::array<char, 4096> buffer{};
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "nothing" : std::string(buffer.data(), std::size_t(size));
  }

 private:
  int socket_;
};

struct Environment {
  Environment(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  const char* name_;
};

BOOST_AUTO_TEST_SUITE(service_notifier_tests)

BOOST_AUTO_TEST_CASE(the_manager_is_told_every_step) {
  const tests::TemporaryDirectory directory;
  const Manager manager((directory / "notify").string());
  ServiceNotifier notifier((directory / "notify").string());
  BOOST_TEST(notifier.ready("polling"));
  BOOST_TEST(manager.received() == "READY=1\nSTATUS=polling");
  BOOST_TEST(notifier.status("3 open violations"));
  BOOST_TEST(manager.received() == "STATUS=3 open violations");
  BOOST_TEST(notifier.reloading(std::chrono::steady_clock::time_point(std::chrono::microseconds(1234))));
  BOOST_TEST(manager.received() == "RELOADING=1\nMONOTONIC_USEC=1234");
  BOOST_TEST(notifier.alive());
  BOOST_TEST(manager.received() == "WATCHDOG=1");
  BOOST_TEST(notifier.stopping("stopping"));
  BOOST_TEST(manager.received() == "STOPPING=1\nSTATUS=stopping");
}

BOOST_AUTO_TEST_CASE(an_abstract_address_works_too) {
  const std::string address = "@segaudit-test-" + std::to_string(::getpid());
  const Manager manager(address);
  BOOST_TEST(ServiceNotifier(address).alive());
  BOOST_TEST(manager.received() == "WATCHDOG=1");
}

BOOST_AUTO_TEST_CASE(a_status_cannot_carry_a_field_of_its_own) {
  const tests::TemporaryDirectory directory;
  const Manager manager((directory / "notify").string());
  ServiceNotifier((directory / "notify").string()).status("failed:\nSTOPPING=1");
  BOOST_TEST(manager.received() == "STATUS=failed:\\x0aSTOPPING=1");
}

BOOST_AUTO_TEST_CASE(without_a_manager_nothing_happens) {
  BOOST_TEST(!ServiceNotifier("").ready("x"));
  const tests::TemporaryDirectory directory;
  BOOST_TEST(!ServiceNotifier((directory / "nobody").string()).ready("x"));
  BOOST_TEST(!ServiceNotifier("/" + std::string(200, 'x')).ready("x"));
}

BOOST_AUTO_TEST_CASE(address_and_watchdog_come_from_the_environment) {
  BOOST_TEST(notify_address() == "");
  BOOST_TEST(!watchdog_interval());
  const Environment address("NOTIFY_SOCKET", "/run/notify");
  BOOST_TEST(notify_address() == "/run/notify");
  const Environment interval("WATCHDOG_USEC", "60000000");
  BOOST_TEST((watchdog_interval() == std::chrono::seconds(60)));
  const Environment own("WATCHDOG_PID", std::to_string(::getpid()));
  BOOST_TEST((watchdog_interval() == std::chrono::seconds(60)));
  const Environment other("WATCHDOG_PID", "1");
  BOOST_TEST(!watchdog_interval());
}

BOOST_AUTO_TEST_CASE(a_watchdog_that_is_no_number_is_none) {
  for (const char* text : {"", "0", "soon", "1s", "-5"}) {
    const Environment interval("WATCHDOG_USEC", text);
    BOOST_TEST(!watchdog_interval());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
